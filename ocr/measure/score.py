"""score.py - how far what was read is from what was written.

Text is compared after normalisation: marks of direction, tashkeel and tatweel taken out, alef, yeh and kaf in one form
each, digits of every script as Western ones, white space collapsed. Edit distances are summed, then divided.
"""
import re
import unicodedata
from collections import Counter

UNSEEN = dict.fromkeys([*range(0x200b, 0x2010), *range(0x202a, 0x202f), *range(0x2066, 0x206a), 0xfeff, 0x61c])
MARKS = re.compile("[\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0640]")
FORMS = {ord(a): b for a, b in zip("أإآٱىیک", "ااااييك")}
FORMS.update({first + i: str(i) for first in (0x660, 0x6f0) for i in range(10)})


def normalise(text):
    plain = MARKS.sub("", unicodedata.normalize("NFKC", text.translate(UNSEEN))).translate(FORMS)
    return " ".join(plain.split())


def distance(a, b):
    """Levenshtein's, over characters or words, by Myers' bit vectors."""
    if not a or not b:
        return len(a) or len(b)
    places = {}
    for i, item in enumerate(a):
        places[item] = places.get(item, 0) | 1 << i
    mask, top = (1 << len(a)) - 1, 1 << (len(a) - 1)
    up, down, far = mask, 0, len(a)
    for item in b:
        same = places.get(item, 0)
        vertical = same | down
        across = (((same & up) + up) ^ up) | same
        more, less = down | ~(across | up), up & across
        far += bool(more & top) - bool(less & top)
        more = (more << 1 | 1) & mask
        up = (less << 1 | ~(vertical | more)) & mask
        down = more & vertical
    return far


# ---- numbers ----


def number_key(kind, text):
    """What must be the same for a number to be right: its digits, and the strokes between groups that mean something."""
    text = plain_strokes(text)
    if kind == "IBAN":
        return text.replace(" ", "")
    if kind == "amount":
        return re.sub(r"\.00$", "", text.replace(",", ""))
    return text


NUMBERS = re.compile(r"[0-9](?:[0-9/.:,٫٬+-]*[0-9])?")
IBANS = re.compile(r"[A-Z]{2}[0-9]{2}(?: ?[0-9]{1,4}){4,7}")


def plain_strokes(text):
    """Text normalised, with the marks within numbers in one form each."""
    text = normalise(text).replace("٫", ".").replace("٬", ",")
    return re.sub("(?<=[0-9])،(?=[0-9])", ",", text)


def numbers_in(text):
    """All that stands in text as a number, in its plainest form, counted."""
    text = plain_strokes(text)
    found = Counter(match.group() for match in NUMBERS.finditer(text))
    for number in list(found):
        found[re.sub(r"\.00$", "", number.replace(",", ""))] += "," in number or number.endswith(".00")
    found.update(re.sub(" ", "", match.group()) for match in IBANS.finditer(text))
    return found


def numbers_right(numbers, text):
    """Whether each was read exactly."""
    found, results = numbers_in(text), []
    for number in numbers:
        key = number_key(number["kind"], number["text"])
        results.append(found[key] > 0)
        found[key] -= found[key] > 0
    return results


def read_instead(truth, number, text, around=20):
    """What stands in text where number stands in truth: whole words at the best place for it and its neighbours."""
    truth, number, text = normalise(truth), normalise(number), normalise(text)
    at = truth.find(number)
    first, last = max(0, at - around), at + len(number)
    pattern = truth[first:last + around]
    cost = [[0] * (len(text) + 1)]
    for i, wanted in enumerate(pattern, 1):
        row, above = [i], cost[-1]
        for j, found in enumerate(text, 1):
            row.append(min(above[j - 1] + (wanted != found), above[j] + 1, row[-1] + 1))
        cost.append(row)
    i, j = len(pattern), min(range(len(text) + 1), key=cost[-1].__getitem__)
    ends = [j, j]
    while i > 0 and j > 0:
        if i == last - first:
            ends[1] = j
        if i == at - first:
            ends[0] = j
        if cost[i][j] == cost[i - 1][j - 1] + (pattern[i - 1] != text[j - 1]):
            i, j = i - 1, j - 1
        elif cost[i][j] == cost[i - 1][j] + 1:
            i -= 1
        else:
            j -= 1
    if at == first:
        ends[0] = j
    while ends[0] < ends[1] and text[ends[0]] == " ":
        ends[0] += 1
    while ends[0] < ends[1] and text[ends[1] - 1] == " ":
        ends[1] -= 1
    return text[text.rfind(" ", 0, ends[0]) + 1:(text + " ").find(" ", ends[1])]


# ---- confidence ----


def words_right(truth, words):
    """[(confidence, right)] for the words read, aligned to those written."""
    written, read = normalise(truth).split(), []
    for word in words:
        for part in normalise(word["text"]).split():
            read.append((part, word["confidence"]))
    n, m = len(written), len(read)
    cost = [list(range(m + 1))]
    for i in range(1, n + 1):
        row, above = [i], cost[-1]
        for j in range(1, m + 1):
            swap = above[j - 1] + (written[i - 1] != read[j - 1][0])
            row.append(min(swap, above[j] + 1, row[-1] + 1))
        cost.append(row)
    right, i, j = [False] * m, n, m
    while i > 0 and j > 0:
        same = written[i - 1] == read[j - 1][0]
        if cost[i][j] == cost[i - 1][j - 1] + (not same):
            right[j - 1] = same
            i, j = i - 1, j - 1
        elif cost[i][j] == cost[i - 1][j] + 1:
            i -= 1
        else:
            j -= 1
    return [(confidence, ok) for (_, confidence), ok in zip(read, right)]


def score(truth, text):
    """Errors and lengths in characters and in words."""
    a, b = normalise(truth), normalise(text)
    return {"characters": len(a), "character_errors": distance(a, b), "words": len(a.split()),
            "word_errors": distance(a.split(), b.split())}
