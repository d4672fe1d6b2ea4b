#!/bin/sh
# Applies each mutation of tests/sim/MUTATIONS to a copy of the tree, builds the simulation, and
# runs seeds until it finds the fault. Exit 1 when one is missed, or fits nowhere any more.
# usage: mutate.sh BUILD [PATTERN]: only mutations whose name matches
set -u
build=$1
pattern=${2:-}
seeds=${SEEDS:-$(seq 30)}
steps=${STEPS:-1500}
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
git ls-files -z | xargs -0 cp -p --parents -t "$copy"
cp -a "$build" "$copy/build"
export CPPFLAGS=-w # a fault may leave something unused

# Writes the mutated file; fails unless the text stands in it exactly once.
apply() {
    python3 - "$1" "$2" "$3" <<'PYTHON'
import sys
path, old, new = sys.argv[1:]
old, new = (text.replace("\\n", "\n").replace("\\|", "|") for text in (old, new))
text = open(path).read()
if text.count(old) != 1:
    sys.exit(f"stands {text.count(old)} times in {path}")
open(path, "w").write(text.replace(old, new))
PYTHON
}

caught=0 missed=0
run() {
    cp -p "$copy/$file" "$copy/original"
    if ! why=$(apply "$copy/$file" "$from" "$to" 2>&1); then
        result="missed: $why"
    elif ! make -s -C "$copy" BUILD=build build/tests/sim/sim >"$copy/log" 2>&1; then
        result="missed: does not compile: $(grep -m1 error "$copy/log")"
    else
        result="missed"
        for seed in $seeds; do
            if ! timeout 120 "$copy/build/tests/sim/sim" "$seed" "$steps" >"$copy/log" 2>&1; then
                result="caught by seed $seed: $(grep -m1 BROKEN "$copy/log" || echo "it crashed")"
                break
            fi
        done
    fi
    cp "$copy/original" "$copy/$file"
    case $result in
    caught*) caught=$((caught + 1)) ;;
    *) missed=$((missed + 1)) ;;
    esac
    echo "$name: $result"
}

# Fields are parted by '|'; a '|' that belongs to the text is written '\|'.
sep=$(printf '\001')
while IFS="$sep" read -r name file from to; do
    case $name in *"$pattern"*) run ;; esac
done <<LIST
$(grep -v '^#' tests/sim/MUTATIONS | sed "s/\\\\|/\\x02/g; s/|/$sep/g; s/\\x02/\\\\|/g")
LIST
echo "$caught passed, $missed failed"
[ "$missed" -eq 0 ]
