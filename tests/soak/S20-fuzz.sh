#!/bin/sh
# Each parser under libFuzzer with sanitizers: ten minutes, SIZE=small a quarter of one.
cd "$(dirname "$0")/../.." || exit 2
[ "$SIZE" = small ] && seconds=15 || seconds=600
log=$(mktemp)
trap 'rm -f "$log"' EXIT
set -- $(ls tests/fuzz/fuzz-*.c | sed 's/.*fuzz-\(.*\)\.c/\1/')
echo 1..$#
n=0
for parser; do
    n=$((n + 1))
    if make --no-print-directory fuzz PARSER="$parser" SECONDS=$seconds >"$log" 2>&1; then
        echo "ok $n - $parser: $seconds s, $(sed -n 's/^stat::number_of_executed_units: *//p' "$log") runs, nothing found"
    else
        echo "not ok $n - $parser was ended by an input: see build/fuzz/$parser-*"
        tail -60 "$log" | sed 's/^/# /'
    fi
done
