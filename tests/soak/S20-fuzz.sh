#!/bin/sh
# Each parser under libFuzzer with sanitizers: ten minutes from a seed of chance. SIZE=small: a quarter of
# a minute from the same seed each time, so that a finding belongs to the change that made it.
cd "$(dirname "$0")/../.." || exit 2
if [ "$SIZE" = small ]; then
    seconds=15 chance=1
else
    seconds=600 chance=0
fi
log=$(mktemp)
trap 'rm -f "$log"' EXIT
set -- $(ls tests/fuzz/fuzz-*.c | sed 's/.*fuzz-\(.*\)\.c/\1/')
echo 1..$#
n=0
for parser; do
    n=$((n + 1))
    if make --no-print-directory fuzz PARSER="$parser" SECONDS=$seconds CHANCE=$chance >"$log" 2>&1; then
        echo "ok $n - $parser: $seconds s, $(sed -n 's/^stat::number_of_executed_units: *//p' "$log") runs, nothing found"
    else
        echo "not ok $n - $parser was ended by an input: see build/fuzz/$parser-*"
        sed -n '/runtime error:\|ERROR: /,$p' "$log" | head -40 | sed 's/^/# /'
    fi
done
