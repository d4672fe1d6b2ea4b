#!/usr/bin/env python3
"""The tidy test: what must hold for every file of the house, checked fast and without a compiler.

Prints `file:line: what` for each finding and, at the end, how many checks passed. Run it from the
root of the project: python3 tests/tidy/tidy.py
"""

import os
import re
import shutil
import subprocess
import sys

COLUMNS_MAX = 100
FUNCTION_LINES_MAX = 70
FILE_LINES_MAX = 600

# What a folder may include from other folders; its own is always allowed.
IMPORTS = {
    "proto": set(),
    "config": {"proto"},
    "daemon": {"config", "proto"},
    "workers": {"config", "proto"},
    "clients": {"config", "proto", "workers"},
}
EXCEPTIONS = {"daemon/embedded.c": {"workers"}}

BANNED = re.compile(
    r"(?<![\w.>])(strcpy|strcat|sprintf|vsprintf|gets|strtok|atoi|atol|atof|alloca|assert)\s*\("
)
WORDS = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
TEXT_ENDINGS = (".c", ".h", ".py", ".sh", ".md", ".conf", ".service", ".timer", ".in")
ENDINGS_WITHOUT_LIMIT = (".md", ".conf")  # prose and tables may be wide

findings = []


def found(path, line, what):
    findings.append(f"{path}:{line}: {what}" if line else f"{path}: {what}")


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def files():
    """The files of the project: tracked ones and new ones that git does not ignore."""
    git = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
                         capture_output=True, text=True)
    if git.returncode == 0:
        listed = git.stdout.split("\0")
    else:  # unpacked without git
        listed = [os.path.relpath(os.path.join(folder, name), ".")
                  for folder, _, names in os.walk(".") for name in names]
    return sorted(path for path in set(listed)
                  if path and not path.startswith("build/") and os.path.isfile(path))


def without_comments(text):
    """C with comments and literals blanked, so that only code is judged; lines stay."""
    pattern = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)
    return pattern.sub(lambda m: re.sub(r"[^\n]", " ", m.group()), text)


# ---- checks; each takes the list of files ----


def check_lines(paths):
    for path in paths:
        if not path.endswith(TEXT_ENDINGS) and os.path.basename(path) != "Makefile":
            continue
        text = read(path)
        if text and not text.endswith("\n"):
            found(path, 0, "the last line has no end")
        for number, line in enumerate(text.split("\n"), 1):
            if len(line) > COLUMNS_MAX and not path.endswith(ENDINGS_WITHOUT_LIMIT):
                found(path, number, f"{len(line)} columns, at most {COLUMNS_MAX}")
            if line != line.rstrip():
                found(path, number, "blanks at the end of the line")
            if WORDS.search(line) and path != "tests/tidy/tidy.py":
                found(path, number, "unfinished work is an issue, not a comment")


def check_opening(paths):
    for path in paths:
        if path.endswith((".c", ".h")) and not read(path).startswith("/* "):
            found(path, 1, "the file must open with a comment that says what happens in it")


def check_sizes(paths):
    for path in paths:
        if not path.endswith((".c", ".h")):
            continue
        lines = read(path).split("\n")
        if len(lines) - 1 > FILE_LINES_MAX:
            found(path, 0, f"{len(lines) - 1} lines, at most {FILE_LINES_MAX}")
        start = None
        for number, line in enumerate(lines, 1):
            if line == "{" and start is None:
                start = number
            elif line == "}" and start is not None:
                if number - start - 1 > FUNCTION_LINES_MAX:
                    found(path, start,
                          f"a function of {number - start - 1} lines, at most {FUNCTION_LINES_MAX}")
                start = None


def check_banned(paths):
    for path in paths:
        if not path.endswith((".c", ".h")):
            continue
        for number, line in enumerate(without_comments(read(path)).split("\n"), 1):
            for match in BANNED.finditer(line):
                found(path, number, f"{match.group(1)} is banned")


def check_imports(paths):
    for path in paths:
        folder = path.split("/")[0]
        if folder not in IMPORTS or not path.endswith((".c", ".h")):
            continue
        allowed = IMPORTS[folder] | EXCEPTIONS.get(path, set()) | {folder}
        for number, line in enumerate(read(path).split("\n"), 1):
            match = re.match(r'\s*#\s*include\s*(["<])([^">]+)[">]', line)
            if not match:
                continue
            if match.group(2) == "lmdb.h" and path != "daemon/store.c":
                found(path, number, "only daemon/store.c may include lmdb.h")
            if match.group(1) == '"':
                target = os.path.normpath(os.path.join(os.path.dirname(path), match.group(2)))
                if target.split("/")[0] not in allowed:
                    found(path, number, f"{folder}/ may not include {target}")
                elif not os.path.isfile(target):
                    found(path, number, f"{target} does not exist; house includes are relative")


def check_settings(paths):
    """The keys that config/settings.c reads, config/duban.conf documents, and the other way."""
    source, sample = "config/settings.c", "config/duban.conf"
    if source not in paths and sample not in paths:
        return
    keys = set(re.findall(r'^\s*\{\s*"([a-z-]+)",\s*ZPL_', read(source), re.M))
    named = set(re.findall(r"^(?:# )?([a-z-]+) = ", read(sample), re.M))
    if not keys:
        found(source, 0, "no table of keys was found")
    for key in sorted(keys - named):
        found(sample, 0, f"`{key}` is a key of {source} and is not documented")
    for key in sorted(named - keys):
        found(sample, 0, f"`{key}` is no key of {source}")


def check_errors(paths):
    """Every error code stands in PROTOCOL.md, and some test expects it."""
    if "proto/PROTOCOL.md" not in paths:
        found("proto/PROTOCOL.md", 0, "is missing")
        return
    codes = re.findall(r'\[(ERROR_\w+)\] = \{"(\w+)"', read("proto/terms.c"))
    document = read("proto/PROTOCOL.md")
    tests = "".join(read(path) for path in paths
                    if path.startswith(("tests/unit/", "tests/e2e/")) and
                    path.endswith((".c", ".h", ".py", ".sh")))
    for constant, name in codes:
        if not re.search(rf"^\| `{name}` \|", document, re.M):
            found("proto/PROTOCOL.md", 0, f"the error `{name}` has no row in the table of errors")
        if not re.search(rf"\b{constant}\b|\bDUBAN_{name.upper()}\b|[\"']{name}[\"']", tests):
            found("tests", 0, f"no unit or end-to-end test expects the error `{name}`")


def check_protocol(paths):
    """Every field of a request stands in its section of PROTOCOL.md with its type and bound."""
    program = os.environ.get("DUBAN_PROTOCOL_TABLES")
    if not program:
        skip("PROTOCOL.md against the tables: DUBAN_PROTOCOL_TABLES names no program")
        return
    if "proto/PROTOCOL.md" not in paths:
        return
    document = read("proto/PROTOCOL.md")
    wanted = subprocess.run([program], check=True, capture_output=True, text=True).stdout
    for block in wanted.strip().split("\n\n"):
        heading, *rows = block.split("\n")
        section = re.search(
            rf"^{re.escape(heading)}\n(.*?)(?=^#{{1,3}} |\Z)", document, re.M | re.S)
        if not section:
            found("proto/PROTOCOL.md", 0, f"there is no section `{heading}`")
            continue
        if rows[0].startswith("= "):
            if example_bytes(section.group(1)) != rows[0][2:]:
                found("proto/PROTOCOL.md", 0, f"`{heading}` is not what the code makes: {rows[0]}")
            continue
        documented = re.findall(r"^(\| `.*)$", section.group(1), re.M)
        starts = {re.match(r"\| `([\w ]+)`", row).group(1): row for row in documented}
        names = [re.match(r"\| `([\w ]+)`", row).group(1) for row in rows]
        for name, row in zip(names, rows):
            if not starts.get(name, "").startswith(row):
                found("proto/PROTOCOL.md", 0, f"`{heading}` needs a row that starts with: {row}")
        for name in sorted(set(starts) - set(names)):
            found("proto/PROTOCOL.md", 0, f"`{heading}` has a field `{name}` that is in no table")


def example_bytes(section):
    """The hex of a section's code blocks: the first column of each line, blanks taken out."""
    blocks = re.findall(r"^```hex\n(.*?)^```", section, re.M | re.S)
    lines = "".join(blocks).split("\n")
    return "".join(re.split(r"\s{2,}", line.strip())[0].replace(" ", "") for line in lines)


def check_diagram(paths):
    """The life of a case shows every state, and every verb that moves a case."""
    if "proto/PROTOCOL.md" not in paths:
        return
    document = read("proto/PROTOCOL.md")
    drawn = re.search(r"^## The life of a case\n(.*?)(?=^## )", document, re.M | re.S)
    diagram = "".join(re.findall(r"^```\n(.*?)^```", drawn.group(1), re.M | re.S)) if drawn else ""
    states = re.search(r"^\| `state` \| (1 .*) \|$", document, re.M).group(1)
    verbs = re.search(r"^### Verbs\n(.*?)(?=^#{1,3} )", document, re.M | re.S).group(1)
    names = [name for name in re.findall(r"`(\w+)`", states) if name != "received"]
    for row in re.findall(r"^\| `.*$", verbs, re.M):
        name, to = re.match(r"\| `(\w+)`", row).group(1), row.split("|")[4].strip()
        names += [name] if to else []
    for name in names:
        if not re.search(rf"(?<![a-z_]){name}(?![a-z_])", diagram):
            found("proto/PROTOCOL.md", 0, f"the life of a case does not show `{name}`")


def check_proofs(paths):
    """Every record and vocabulary of proto/ is documented, and in the tests that walk them."""
    places = {
        "RECORD": ["tests/tidy/protocol_tables.c", "tests/unit/fill.h"],
        "TERMS": ["tests/tidy/protocol_tables.c", "tests/unit/test_terms.c"],
    }
    for path in paths:
        if not re.fullmatch(r"proto/\w+\.c", path):
            continue
        for kind, name in re.findall(r"^(RECORD|TERMS)\((\w+),", read(path), re.M):
            for place in places[kind]:
                if not re.search(rf"&{name}\b", read(place)):
                    found(place, 0, f"{name} of {path} is missing")


def check_layout(paths):
    if not shutil.which("clang-format"):
        skip("layout: clang-format is not installed (make deps)")
        return
    sources = [path for path in paths if path.endswith((".c", ".h"))]
    result = subprocess.run(["clang-format", "--dry-run", *sources], capture_output=True, text=True)
    places = {}
    for match in re.finditer(r"^([^\s:]+):(\d+):\d+: warning: code should be", result.stderr, re.M):
        places.setdefault(match.group(1), match.group(2))
    for path, line in places.items():
        found(path, line, "is not laid out as clang-format does it (make format)")


CHECKS = [check_lines, check_opening, check_sizes, check_banned, check_imports, check_settings,
          check_errors, check_protocol, check_diagram, check_proofs, check_layout]
skipped = []


def skip(what):
    skipped.append(what)
    print(f"tidy: SKIPPED {what}")


def main():
    paths = files()
    failed = 0
    for check in CHECKS:
        before = len(findings)
        check(paths)
        failed += len(findings) > before
    for finding in findings:
        print(finding)
    passed = len(CHECKS) - failed - len(skipped)
    print(f"tidy: {passed} passed, {failed} failed, {len(skipped)} skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
