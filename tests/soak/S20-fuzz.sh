#!/bin/sh
# The mail parser under libFuzzer with sanitizers: ten minutes, SIZE=small one minute.
cd "$(dirname "$0")/../.." || exit 2
[ "$SIZE" = small ] && seconds=60 || seconds=600
log=$(mktemp)
trap 'rm -f "$log"' EXIT
echo 1..1
if make --no-print-directory fuzz SECONDS=$seconds >"$log" 2>&1; then
    echo "ok 1 - $seconds s of mails, $(sed -n 's/^stat::number_of_executed_units: *//p' "$log") runs, nothing found"
else
    echo "not ok 1 - the parser was ended by a mail: see build/fuzz"
    tail -60 "$log" | sed 's/^/# /'
fi
