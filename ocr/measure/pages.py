#!/usr/bin/python3
"""pages - draws an invented letter in given conditions.

usage: pages DIR SEED LETTER FONT CONDITION…

DIR/LETTER-CONDITION.png or .jpg is what is read, DIR/LETTER.json its truth, numbers and font. The letter's index says
what is in it; the same arguments give the same bytes. ocr/evaluate calls this for the pages it does not have yet.
"""
import json
import os
import sys

import choice
import conditions
import letters
import paper


def store(path, content):
    part = f"{path}.{os.getpid()}"
    with open(part, "wb") as file:
        file.write(content)
    os.replace(part, path)


def main(folder, seed, index, font, *wanted):
    os.makedirs(folder, exist_ok=True)
    letter = letters.compose(int(index), seed, font not in choice.WITHOUT_PERSIAN)
    about = {"font": font, "held_out": font in choice.HELD_OUT, "script": letter.script, "truth": letter.truth(),
             "numbers": [vars(number) for number in letter.numbers]}
    drawn = {}
    for condition in wanted:
        dpi = conditions.resolution(condition)
        if dpi not in drawn:
            drawn = {dpi: paper.draw(letter, font, dpi, seed)}
        content, extension = conditions.degrade(drawn[dpi], condition, f"{seed}/{index}", dpi)
        store(os.path.join(folder, f"{letter.name}-{condition}.{extension}"), content)
    store(os.path.join(folder, f"{letter.name}.json"), json.dumps(about, ensure_ascii=False).encode())


if __name__ == "__main__":
    if len(sys.argv) < 6:
        sys.exit(__doc__)
    main(*sys.argv[1:])
