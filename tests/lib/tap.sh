# tap.sh - for test scripts that read like a story: a plan at the end, a temporary folder, a real post office.
#
#   . "$(dirname "$0")/../lib/tap.sh"
#   check "it is so" test 1 = 1
#   finish
#
# A story that is easier told in Python (office.py, tap.py) ends the script: `story <<'END'` … `END`.
count=0 failed=0
root=$(cd "$(dirname "$0")/../.." && pwd)
DIWAN=$(realpath "${DIWAN:-$root/build/diwan}")
TOOLS_DIR=$(realpath "${TOOLS_DIR:-$root/build/tests/tools}")
export DIWAN TOOLS_DIR
room=$(mktemp -d "${TMPDIR:-/tmp}/diwan-test-XXXXXX")
chmod 755 "$room"
serving=

diag() { sed 's/^/# /' >&2; }
skip_all() { echo "1..0 # SKIP $*"; rm -rf "$room"; trap - EXIT; exit 0; }

# check NAME COMMAND…: one test point; what a failing command printed is shown.
check() {
    name=$1
    shift
    count=$((count + 1))
    if "$@" >"$room/said" 2>&1; then
        echo "ok $count - $name"
    else
        echo "not ok $count - $name"
        failed=$((failed + 1))
        { echo "failed: $*"; tail -40 "$room/said"; } | diag
    fi
}

# wait_for SECONDS COMMAND…: until it succeeds.
wait_for() {
    for_s=$1
    shift
    until "$@" >/dev/null 2>&1; do
        for_s=$((for_s - 1))
        [ "$for_s" -gt 0 ] || return 1
        sleep 1
    done
}

serve_start() { "$DIWAN" -c "$1" serve 2>>"$room/serve.log" & serving=$!; }
serve_stop() {
    [ -z "$serving" ] || { kill "$serving" 2>/dev/null; wait "$serving" 2>/dev/null; }
    serving=
}
post_office() { eval "$("$TOOLS_DIR/post-office" start --for $$ "$room/post" "$@")"; }

finish() {
    echo "1..$count"
    [ "$failed" = 0 ]
    exit
}
# story: the rest of the test is Python, read from here; ROOM is its folder, SAMPLE the sample post.
story() {
    failed=1
    ROOM=$room SAMPLE=$root/config/sample PYTHONPATH=$root/tests/lib PYTHONDONTWRITEBYTECODE=1 python3 -
    failed=$?
    exit $failed
}
leave() {
    status=$?
    serve_stop
    [ -d "$room/post" ] && "$TOOLS_DIR/post-office" stop "$room/post" >/dev/null 2>&1
    [ "$failed" = 0 ] && rm -rf "$room" || echo "# kept for a look: $room" >&2
    exit $status
}
trap leave EXIT
trap 'exit 130' INT TERM
