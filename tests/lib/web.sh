# web.sh - an office with a window, asked over HTTP and in a real browser, for scripts on tap.sh: the last answer stands in $room/page
# and $room/head, the visitor's cookies in $jar.
sample=$root/config/sample
office=$room/office
conf=$office/diwan.conf

# The office: its mails leave as files into $room/out. password: the first administrator's.
web_office() {
    password=$("$DIWAN" init "$office" | sed -n 's/.*one-time password: //p')
    mkdir "$room/out"
    cat >>"$conf" <<CONF
[office]
name=جمعية النماء النموذجية
name_en=Al-Namaa Model Charity
[mail]
addresses=letters@charity.example
domains=charity.example
authserv_id=mx.charity.example
[relay]
directory=$room/out
from=letters@charity.example
[web]
listen=127.0.0.1:0
CONF
}
diwan() { "$DIWAN" -c "$conf" "$@"; }
# colleagues LOGIN:ROLE:NAME…: each with a password in $room/pass-LOGIN; come LOGIN comes in with it.
colleagues() {
    for who; do
        login=${who%%:*} rest=${who#*:}
        diwan staff add "$login" --role "${rest%%:*}" --name "${rest#*:}" | sed 's/.* //' >"$room/pass-$login"
    done
}
come() { come_in "$1" "$(cat "$room/pass-$1")"; }
web_open() {
    serve_start "$conf"
    wait_for 20 find_base
    find_base
}
# ask_store SQL VALUE: the first column of the first row.
ask_store() { python3 -c 'import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute(*sys.argv[2:3], sys.argv[3:]).fetchone()[0])' "$office/office.db" "$@"; }
base=
find_base() { base=$(sed -n 's/.*web=\(http:[^ ]*\)\/.*/\1/p' "$room/serve.log" | tail -1); [ -n "$base" ]; }
fetch() { curl -sS --max-time 20 -b "$jar" -c "$jar" "$@"; }
status() { fetch -o "$room/page" -D "$room/head" -w '%{http_code}' "$@"; }
answers() { want=$1; shift; got=$(status "$@"); [ "$got" = "$want" ] || { echo "answered $got"; cat "$room/head" "$room/page"; false; }; }
says() { grep -qF -- "$1" "$room/page" || { cat "$room/page"; false; }; }
says_not() { ! grep -qF -- "$1" "$room/page"; }
head_has() { grep -qi -- "$1" "$room/head" || { cat "$room/head"; false; }; }
csrf() { sed -n 's/.*name="csrf" value="\([0-9a-f]*\)".*/\1/p' "$room/page" | head -1; }
# come_in LOGIN PASSWORD: with a jar of one's own, once; token is what this visitor's forms carry.
come_in() {
    jar=$room/jar-$1
    [ -e "$jar" ] || [ "$(status -d "login=$1" -d "password=$2" "$base/login")" = 303 ] || return 1
    status "$base/register/incoming?lang=ar" >/dev/null
    token=$(csrf)
    [ -n "$token" ]
}
# posted STATUS PATH [CURL OPTION]…: a form of ours is sent and answered so.
posted() { code=$1 path=$2; shift 2; answers "$code" --data-urlencode "csrf=$token" "$@" "$base$path"; }
# tour SCRIPT ARGUMENT…: in a real browser, without JavaScript; each of its lines is a test point. The address comes first, the
# folder for pictures last.
tour() {
    command -v chromedriver >/dev/null && command -v chromium >/dev/null || { echo "# the browser's part is left out: chromium and chromedriver are not here"; return; }
    script=$1
    shift
    PYTHONDONTWRITEBYTECODE=1 timeout 240 python3 "$root/tests/lib/$script" "$base" "$@" "${WEB_PICTURES:-$room}" >"$room/tour" 2>&1
    ended=$?
    while IFS= read -r line; do
        case $line in
        "ok "*) check "browser: ${line#ok }" true ;;
        "not ok "*) check "browser: ${line#not ok }" false ;;
        *) echo "# $line" ;;
        esac
    done <"$room/tour"
    check "the browser came to the end of its tour" test "$ended" = 0
}
# web_closed WORDS: the window ended well, and nothing of these (an extended pattern) stands in the log.
web_closed() {
    serve_stop
    cat "$room/serve.log" >>"$room/all.log"
    check "the window ended well" sh -c "! grep -E 'src/web/|runtime error|role=web ended' '$room/all.log'"
    check "names, addresses and words are not in the log" sh -c "! grep -qE '$1' '$room/all.log'"
}
