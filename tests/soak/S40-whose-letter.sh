#!/bin/sh
# Twenty thousand made letters of eight thousand parties (SIZE=small: 5 000), each with the truth beside it: not one wrong match.
[ "$SIZE" = small ] && LETTERS=5000 || LETTERS=20000
export LETTERS
SEED=${SEED:-2026} exec "$(dirname "$0")/../path/T45-whose-letter.sh"
