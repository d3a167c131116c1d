#!/bin/sh
# A person decides on the command line: held, released, whose it is, nobody's; told by whom, answered once.
. "$(dirname "$0")/../lib/tap.sh"
sample=$root/config/sample
conf=$room/office/diwan.conf
diwan() { timeout 60 "$DIWAN" -c "$conf" "$@" 2>>"$room/said-to-people"; }
one() { diwan letters list --json >"$room/letter" && grep -q "$1" "$room/letter"; }
exits() { wanted=$1; shift; diwan "$@" >"$room/out"; test $? = "$wanted"; }

"$DIWAN" init "$room/office" >/dev/null
printf '[relay]\nfrom=letters@charity.example\ndirectory=%s\n' "$room/out-mails" >>"$conf"
diwan applicants import "$sample/applicants.csv" >/dev/null
diwan staff add noura --name 'نورة' --role clerk >/dev/null
diwan take "$sample/11-unknown.eml" >/dev/null
diwan process >/dev/null
check "a stranger's letter is held" one '"hold_reason":"unknown_sender"'
check "and answered neutrally" one '"answered":"neutral"'
number=$(sed 's/.*"in_no":"\([^"]*\)".*/\1/' "$room/letter")

check "nobody decides who does not work here" exits 1 letters release 1 --applicant 10001 --by nobody-known
check "the letter is still held" one '"hold_reason":"unknown_sender"'
check "an applicant who is not on record is refused" exits 1 letters release 1 --applicant 99999 --by noura
check "a decision without one is wrong usage" exits 2 letters release 1 --by noura

check "it is this applicant's" exits 0 letters release "$number" --applicant 10001 --by noura --reason 'phoned' --json
check "which is told as JSON" grep -q '"file_no":"10001"' "$room/out"
diwan process >/dev/null
check "it opens a request" one '"request_no":"3/'
check "under its own number" one "\"in_no\":\"$number\""
check "a letter at rest is not released again" exits 1 letters release 1 --nobody --by noura
check "it can be held again" exits 0 letters hold 1 --by noura --reason 'another of that name'
check "and be nobody's" exits 0 letters release 1 --nobody --by noura --json
check "then it is on no request" grep -q '"request_no":null' "$room/out"
diwan process >/dev/null
check "nothing is left to process" sh -c "'$DIWAN' -c '$conf' process --json 2>/dev/null | grep -q '\"processed\":0'"
diwan deliver >/dev/null
check "it was answered once" test "$(ls "$room/out-mails" | wc -l)" = 1
diwan letters show 1 >"$room/shown"
check "the journal says who decided" test "$(grep -c '  noura  ' "$room/shown")" = 3
finish
