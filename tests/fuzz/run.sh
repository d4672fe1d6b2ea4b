#!/bin/sh
# Runs fuzz targets one after the other, each over its committed seeds and what it found before:
#   run.sh BUILD LIBFUZZER_LIMIT TARGET...
# A finding stays as BUILD/findings-TARGET-*, with the command that shows it again.
build=$1 limit=$2
shift 2
passed=0 failed=0
for target in "$@"; do
    corpus=$build/corpus/$target
    seeds=tests/fuzz/seeds/$target
    log=$build/fuzz_$target.log
    mkdir -p "$corpus" "$seeds"
    if "$build/tests/fuzz/fuzz_$target" "$limit" -seed=1 -timeout=10 -rss_limit_mb=2048 \
        -max_len=20000 -print_final_stats=1 -artifact_prefix="$build/findings-$target-" \
        "$corpus" "$seeds" >"$log" 2>&1; then
        passed=$((passed + 1))
        runs=$(sed -n 's/.*number_of_executed_units: *//p' "$log")
        echo "fuzz $target: $runs runs, nothing found"
    else
        failed=$((failed + 1))
        tail -n 40 "$log"
        echo "fuzz $target: FAILED; the whole log is $log"
    fi
done
echo "fuzz: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
