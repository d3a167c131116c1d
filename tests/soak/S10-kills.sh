#!/bin/sh
# 500 letters and 200 kills; SIZE=small: 150 and 60.
[ "$(id -u)" = 0 ] || { echo "1..0 # SKIP Postfix needs root"; exit 0; }
[ "$SIZE" = small ] && set -- 150 60 || set -- 500 200
DIWAN=$(realpath "$DIWAN") TOOLS_DIR=$(realpath "$TOOLS_DIR") exec python3 "$(dirname "$0")/../lib/kills.py" "$@"
