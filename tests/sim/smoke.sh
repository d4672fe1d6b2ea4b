#!/bin/sh
# Runs some short simulations; the first seed twice, which must end in the very same state.
set -e
sim=$1
steps=${STEPS:-1500}
first=$("$sim" 1 "$steps") || { echo "$first"; exit 1; }
second=$("$sim" 1 "$steps") || { echo "$second"; exit 1; }
echo "$first"
if [ "$first" != "$second" ]; then
    echo "seed 1 does not reproduce: $second"
    exit 1
fi
for seed in 2 3 4 5 6 7; do
    "$sim" "$seed" "$steps"
done
echo "8 passed, 0 failed"
