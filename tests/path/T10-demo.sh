#!/bin/sh
# The main job on the sample post: every letter meets what is expected of it, and nothing is left running.
. "$(dirname "$0")/../lib/tap.sh"
[ "$(id -u)" = 0 ] || skip_all "Postfix needs root"

demo() { timeout 280 "$DIWAN" demo --once --json --office "$room/var" >"$room/verdict"; }
differences() {
    python3 - "$room/verdict" <<'END'
import json, sys
verdict = json.load(open(sys.argv[1]))
for letter in verdict["letters"]:
    if not letter["ok"]:
        print(letter["id"], letter["what"], letter["expected"], letter["found"], sep="\n  ")
END
}
sums() {
    python3 - "$room/verdict" <<'END'
import json, sys
verdict = json.load(open(sys.argv[1]))
letters, answers = verdict["letters"], verdict["answers"]
due = sum(letter["expected"]["seen"] for letter in letters)
assert len(letters) >= 16 and verdict["taken"] == len(letters), verdict["taken"]
assert answers["seen"] == answers["sent"] == answers["queued"] == due and answers["strays"] == 0, answers
assert sum(verdict["held"].values()) == sum(letter["expected"]["hold_reason"] is not None for letter in letters)
assert verdict["requests"]["opened"] == sum(letter["expected"]["request"] == "opens" for letter in letters)
END
}
left() { ! ps -eo pid,args | grep -F "$room/" | grep -v -e grep -e "$0"; }
again() { demo && test -f "$room/var/diwan-demo"; }
foreign() {
    mkdir "$room/home" && echo mine >"$room/home/letter" || return
    "$DIWAN" demo --once --office "$room/home"
    test $? = 1 && test "$(ls "$room/home")" = letter
}

check "each letter of the sample meets what is expected of it" demo
[ "$failed" = 0 ] || differences | diag
check "the sums agree with the letters" sums
check "nothing is left running" left
check "a second demonstration replaces the first" again
check "a folder of somebody else is left alone" foreign
finish
