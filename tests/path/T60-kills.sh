#!/bin/sh
# Processes are killed while letters pass: nothing is lost, nothing is said twice. The full measure is in tests/soak.
[ "$(id -u)" = 0 ] || { echo "1..0 # SKIP Postfix needs root"; exit 0; }
DIWAN=$(realpath "$DIWAN") TOOLS_DIR=$(realpath "$TOOLS_DIR") exec python3 "$(dirname "$0")/../lib/kills.py" 60 20
