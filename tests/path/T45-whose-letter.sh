#!/bin/sh
# Whose letter it is, and which request it belongs to: cases written by hand (tests/identify/adversarial) and letters made by
# tests/identify/correspond, all with the truth beside them. LETTERS and SEED make other ones.
. "$(dirname "$0")/../lib/tap.sh"
command -v faketime >/dev/null || skip_all "there is no faketime"
CASES=$root/tests/identify
export CASES LETTERS SEED
story <<'END'
import glob, os
from concurrent.futures import ThreadPoolExecutor
from tap import *
import whose

cases, letters, seed = os.environ["CASES"], int(os.environ.get("LETTERS") or 1500), os.environ.get("SEED") or "1448"
made = whose.generated(cases, seed, letters * 2 // 5, letters)
crowd, _ = whose.parse(whose.generated(cases, "12", 300, 0), "crowd")
files = sorted(glob.glob(cases + "/adversarial/*.txt"))


def by_hand(path):
    """One office for one file, its register among three hundred others."""
    with open(path) as lines:
        rows, told = whose.parse(lines, path)
    return told, whose.tried(f"{room}/{os.path.basename(path)[:-4]}", rows + whose.apart(crowd, rows), told)


def by_seed(_):
    rows, told = whose.parse(made, "correspond")
    return told, whose.tried(room + "/made", rows, told)


with ThreadPoolExecutor(2) as pool:
    second = pool.submit(by_seed, None)
    first = list(pool.map(by_hand, files))
for name, tries in (("by hand", first), ("made", [second.result()])):
    verdict = whose.Verdict()
    for _, one in tries:
        verdict.add(one)
    many = sum(len(told) for told, _ in tries)
    verdict.tell(f"{name}: {many} cases", note)
    if name == "by hand":
        check("there are at least 120 cases written by hand", many >= 120, many)
    check(f"{name}: no letter is matched with somebody it is not proved to be of", not verdict.wrong, "\n".join(verdict.wrong))
    check(f"{name}: no letter is filed to another request", not verdict.filed, "\n".join(verdict.filed))
    check(f"{name}: kinds, documents and answers are what they should be", not verdict.kinds, "\n".join(verdict.kinds))
    check(f"{name}: every case could be tried", not verdict.lost, "\n".join(verdict.lost))
finish()
