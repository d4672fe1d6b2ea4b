#!/usr/bin/env python3
"""Which rule of the policy stands where: every P, Q and invariant, the code that names it, and the
tests that name it. Fails when one of them has no code or no test."""
import pathlib
import re
import sys

RULES = {
    "P1": "subjects: all staff", "P2": "roles", "P5": "who held the post at the act",
    "P6": "the discipline group", "P7": "phase 1", "P9": "problem lists",
    "P11": "phase 2", "P13": "no case lapses", "P14": "overdue tasks", "P15": "phase 3",
    "P15e": "after the campaign", "P16": "negative lists", "P18": "yearly conduct record",
    "P21": "sources: self-check", "P22": "sources: inspection", "P23": "sources: others",
    "P24": "c1", "P25": "c2", "P26": "c3", "P27": "c4", "P28": "c5", "P29": "conduct class",
    "P30": "remedial", "P31": "the ladder", "P32": "rotation", "P33": "discipline",
    "P34": "tolerance", "P35": "lenient and strict", "P36": "exemption", "P37": "mitigation",
    "P38": "double investigation", "P38.T1": "after the end", "P38.T2": "superior's inspection",
    "P38.T3": "media", "P38.E1": "strict", "P38.E2": "leaders", "P39": "two responsibilities",
    "P40": "exposure", "P41": "report duty", "P42": "counted once", "P50": "identities sealed",
    "P51": "recusal", "P52": "bypass", "P53": "notices", "P54": "hearing",
    "P55": "false accusation", "P56": "not punished twice",
    "Q1": "triggers in force", "Q2": "end of the rectification", "Q5": "superior sources",
    "Q6": "forwarded complaints", "Q7": "registered media", "Q8": "before the bureau knew",
    "Q9": "whom P38 names", "Q12": "relief: sources", "Q13": "relief: the phase",
    "Q14": "relief: exemption", "Q15": "relief: mitigation", "Q16": "neglect",
    "Q17": "prominence", "Q18": "prominence, serious", "Q19": "bad impact",
    "Q20": "rotation knobs", "Q21": "ladder knobs", "Q22": "external exposure",
    "Q23": "report periods", "Q24": "headline counts", "Q25": "tolerance knobs",
    "(i)": "acknowledged once", "(ii)": "leader lines exist", "(iii)": "exempted by rule",
    "(iv)": "heard before decided", "(v)": "no identity anywhere", "(vi)": "report adds up",
    "(vii)": "closed with nothing open", "(viii)": "sweep twice is once",
    "(ix)": "an open clock", "(x)": "the excluded stay out",
}
CODE = ("proto", "config", "daemon", "workers", "clients")
CODE_ENDINGS = (".c", ".h", ".conf")
TESTS = ("tests/unit", "tests/e2e", "tests/sim")  # seeds and benchmarks prove no rule
TEST_ENDINGS = (".c", ".h", ".py")
# What the simulation and the model say when an invariant is broken, and what a comment says that a
# check is for: log_fail("(ii) …"), /* (ix) */, "P54, (iv)", "invariants (v) and (vi)".
INVARIANT = r'(?:"|/\* |, |invariants? (?:\([ivx]+\)(?:, | and ))*){}(?![A-Za-z0-9;])'


def ranges(text):
    """P24–P28 names all five."""
    for kind, first, last in re.findall(r"\b([PQ])(\d+)[–-](?:[PQ])?(\d+)", text):
        for number in range(int(first), int(last) + 1):
            yield f"{kind}{number}"


def named(text, rule):
    if rule.startswith("("):
        return re.search(INVARIANT.format(re.escape(rule)), text, re.IGNORECASE) is not None
    return re.search(rf"(?<![A-Za-z0-9.]){re.escape(rule)}(?![0-9A-Za-z])", text) is not None


def read(folders, endings):
    texts = {}
    for folder in folders:
        for path in sorted(pathlib.Path(folder).rglob("*")):
            if path.suffix in endings:
                text = path.read_text(encoding="utf-8")
                texts[str(path)] = (text, set(ranges(text)))
    return texts


def places(texts, rule):
    return [path for path, (text, spans) in texts.items() if named(text, rule) or rule in spans]


def shorten(paths):
    rest = f" +{len(paths) - 3}" if len(paths) > 3 else ""
    return " ".join(paths[:3]) + rest


def main():
    code, tests, gaps = read(CODE, CODE_ENDINGS), read(TESTS, TEST_ENDINGS), []
    for rule, title in RULES.items():
        where, proof = places(code, rule), places(tests, rule)
        print(f"{rule:7} {title:26} {shorten(where) or '-'}\n{'':34} {shorten(proof) or '-'}")
        needs_code = not rule.startswith("(")  # an invariant is kept by all of it
        if not proof or (needs_code and not where):
            gaps.append(f"{rule} ({'no code' if needs_code and not where else 'no test'})")
    print(f"\n{len(RULES) - len(gaps)} of {len(RULES)} rules stand in the code and in a test")
    if gaps:
        print("gaps: " + ", ".join(gaps))
    return 1 if gaps else 0


if __name__ == "__main__":
    sys.exit(main())
