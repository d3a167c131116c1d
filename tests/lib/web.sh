# web.sh - asking the window over HTTP, for scripts on tap.sh: the last answer stands in $room/page and $room/head, the
# visitor's cookies in $jar.
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
