#!/usr/bin/python3
"""print_lines.py - makes pictures of printed Arabic words, and what stands on them, for training and for measuring.

A picture is a piece of a line: one to six words with numbers, Latin pieces and signs between them, in a font of Debian,
cut at the line's height as src/read cuts it, degraded as scanners, phones and photocopiers do. It is labelled with the signs
that are seen, from left to right; marks of vowels and tatweel are drawn at times and never labelled. The words are those of
Debian's Arabic translations, of the Debian handbook, of the supplications in monajat-data and of the hunspell dictionary.

usage: print_lines.py show DIR N [--held]      N pieces as PNG, to be looked at
"""
import glob, gettext, io, os, random, re, sqlite3, sys
import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont
import lines

HEIGHT = 32
LETTERS = "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىي"
LATIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
SIGNS = "،؛؟«».,:;!?()[]/-_+=%@&*\"'#"
CHARSET = LETTERS + lines.ARABIC + "۴۵۶" + lines.WESTERN + LATIN + SIGNS + " •"   # what is new comes last: see print.py
# Persian digits that look like the Arabic ones, and what is the same to the eye.
LABEL = str.maketrans({p: a for p, a in zip(lines.PERSIAN, lines.ARABIC) if p not in "۴۵۶"} | {"٫": ",", "٪": "%"})
MIRRORED = str.maketrans("()[]«»", ")(][»«")
VOWELS = "\u064b\u064c\u064d\u064e\u064e\u064e\u064f\u064f\u0650\u0650\u0651\u0651\u0652\u0652"
JOINED = "بتثجحخسشصضطظعغفقكلمنهيئ"   # letters joined to the next
PIECE = re.compile(f"[{JOINED}\u064b-\u0652\u0640]*[^{JOINED}\u0640]?[\u064b-\u0652]*")   # of a word, drawn in one stroke
# Drawn as one sign in many faces, and in every letter.
LIGATURES = "الله لله والله بالله عبدالله فالله تالله اللهم وعبدالله".split()
SAMPLE = "الأحمد في جميع القرى لكم"  # as tall and as deep as a line
TALL = 64   # of SAMPLE when it is drawn
# Their digits are odd, their letters are those of other fonts.
LETTERS_ONLY = ("Titr", "Homa", "Dimnah", "Rasheeq", "Nafees")
BOOK = ("Amiri", "KacstBook", "KacstOffice", "KacstOne", "PakType")   # what letters and books are printed in
FULL, MIDDLE, EASY = 2, 1, 0


# ---- what is written ----

def plain(text):
    return re.sub("[\u064b-\u0652\u0670\u0640]", "", text)


def runs_of(text):
    """The Arabic words of a text, in runs that follow each other."""
    for run in re.findall(f"[{LETTERS}]+(?: [{LETTERS}]+)*", plain(text)):
        words = run.split()
        if len(words) > 1 or len(run) > 2:
            yield words


def texts():
    """(runs of Arabic words that were written by people, Latin words)"""
    runs, latin = [], set()
    for path in glob.glob("/usr/share/locale/ar/LC_MESSAGES/*.mo"):
        with open(path, "rb") as stored:
            catalogue = gettext.GNUTranslations(stored)._catalog
        for key, text in catalogue.items():
            runs += runs_of(text)
            latin.update(re.findall("[A-Za-z]{2,10}", key if isinstance(key, str) else key[0]))
    for path in glob.glob("/usr/share/doc/debian-handbook/html/ar-MA/*.html"):
        with open(path, encoding="utf-8") as page:
            runs += runs_of(re.sub("<[^>]*>", " ", page.read()))
    if os.path.exists("/usr/share/monajat/data.db"):
        base = sqlite3.connect("file:/usr/share/monajat/data.db?mode=ro", uri=True)
        for (table,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'"):
            for row in base.execute(f"SELECT * FROM {table}"):
                for cell in row:
                    if isinstance(cell, str):
                        runs += runs_of(cell)
    return runs, sorted(latin)


def dictionary():
    with open("/usr/share/hunspell/ar.dic", encoding="utf-8", errors="ignore") as stored:
        words = {plain(line.split("/")[0].strip()) for line in stored}
    return sorted(w for w in words if re.fullmatch(f"[{LETTERS}]{{2,12}}", w))


# ---- fonts ----

class Face:
    """A font of lines.py with the places of its letters."""
    def __init__(self, path, family, weight, digits, marks):
        self.path, self.family, self.weight, self.digits, self.marks = path, family, weight, digits, marks
        font = ImageFont.truetype(path, 40, layout_engine=ImageFont.Layout.RAQM)
        _, top, _, bottom = font.getbbox(SAMPLE, anchor="ls", direction="rtl")
        self.size = max(12, round(40 * TALL / max(8, bottom - top)))
        self.text = ImageFont.truetype(path, self.size, layout_engine=ImageFont.Layout.RAQM)
        _, self.top, _, self.bottom = self.text.getbbox(SAMPLE, anchor="ls", direction="rtl")
        blank = bytes(font.getmask("\U000F0000"))
        self.own = {c for c in LATIN + SIGNS + "•" + lines.WESTERN if font.getmask(c).getbbox() and bytes(font.getmask(c)) != blank}


def faces(held):
    odd, made = lines.ODD, []
    lines.ODD = tuple(o for o in odd if not o.startswith(LETTERS_ONLY))
    try:
        found = lines.faces(held)
    finally:
        lines.ODD = odd
    for face in found:
        if not face.letters or (face.latin and not face.family.startswith("FreeMono")):
            continue
        letters = ImageFont.truetype(face.path, 40)
        blank = bytes(letters.getmask("\U000F0000"))
        if any(bytes(letters.getmask(c)) == blank for c in LETTERS):
            continue
        whole = not any(n in face.family or n.lower() in os.path.basename(face.path).lower() for n in LETTERS_ONLY)
        weight = 20 if face.family.startswith("FreeMono") else 8 if face.family.startswith(BOOK) else face.weight
        made.append(Face(face.path, face.family, 3 if not whole else weight, face.digits if whole else {}, face.marks))
    return made


# ---- pictures ----

class Maker:
    def __init__(self, held, seed):
        self.r, self.np = random.Random(seed), np.random.default_rng(seed)
        self.faces = faces(held)
        self.weights = [f.weight for f in self.faces]
        self.latin_faces = [ImageFont.truetype(f.path, 40) for f in lines.faces(False) if f.latin]
        self.runs, self.latin_words = texts()
        self.words = dictionary()
        self.numbers = lines.Maker(False, seed) if not held else lines.Maker(False, seed + 1)
        self.stage = FULL
        self.face = None   # of the picture made last
        self.spaced = .08   # share of lines whose unjoined letters stand further apart than the font sets them

    def arabic(self, count):
        r = self.r
        words = []
        while len(words) < count:
            if r.random() < .6:
                run = r.choice(self.runs)
                at = r.randrange(len(run))
                words += run[at:at + r.randint(1, 4)]
            elif r.random() < .13:
                words.append(r.choice(LIGATURES))
            else:
                words.append(r.choice(self.words))
        return words[:count]

    def signed(self, word):
        """A word with the signs that may stand round it, in logical order."""
        k = self.r.random()
        if k < .06: return word + "،"
        if k < .10: return word + "."
        if k < .13: return word + ":"
        if k < .14: return word + "؛"
        if k < .15: return word + "؟"
        if k < .155: return word + "!"
        if k < .18: return "(" + word + ")"
        if k < .19: return "«" + word + "»"
        if k < .20: return '"' + word + '"'
        if k < .205: return "[" + word + "]"
        if k < .212: return "(" + word
        if k < .22: return word + ")"
        if k < .225: return word + "/"
        return word

    def latin(self):
        r = self.r
        word = r.choice(self.latin_words)
        k = r.random()
        if k < .35: return word
        if k < .5: return word.capitalize()
        if k < .6: return word.upper()
        name = word.lower() + r.choice(["", ".", "_", "-"]) + r.choice(self.latin_words).lower()
        if k < .85: return name + r.choice(["", str(r.randint(1, 99))]) + "@" + r.choice(self.latin_words).lower() + r.choice([".example", ".com", ".net", ".org", ".gov.sa"])
        if k < .9: return "www." + r.choice(self.latin_words).lower() + ".example"
        return " ".join(r.choice(self.latin_words).capitalize() for _ in range(2))

    def sayings(self):
        """What letters write about numbers: labels, dates with their calendar, amounts."""
        r = self.r
        number, k = self.numbers.number(), r.random()
        if k < .2: return [("a", r.choice(self.words) + ":"), ("n", number)]
        if k < .35: return [("n", self.numbers.date()), ("a", r.choice(["هـ", "م", "هـ،", "هـ."]))]
        if k < .45: return [("a", r.choice(["رقم", "جوال", "هوية", "سجل", "حساب", "بتاريخ", "مبلغ"])), ("n", number)]
        if k < .55: return [("n", r.choice("0123456789") * r.randint(2, 5) + self.numbers.d(r.randint(0, 6)))]
        if k < .62: return [("n", self.numbers.d(r.randint(1, 3)) + "," + r.choice(["000", "500", self.numbers.d(3)]) + r.choice(["", ".00", "." + self.numbers.d(2)])), ("a", r.choice(self.words))]
        if k < .68: return [("n", " ".join(self.numbers.d(4) for _ in range(r.randint(2, 4))))]
        return [("n", number)]

    def tokens(self):
        """[(kind, text)] from right to left: a Arabic, n number, l Latin"""
        r = self.r
        if self.stage == EASY:
            word = r.choice(r.choice(self.runs)) if r.random() < .5 else r.choice(self.words)
            return [("a", word[:6])]
        if self.stage == FULL and r.random() < .06:   # Latin alone
            return [("l", " ".join(self.latin() for _ in range(r.randint(1, 3)))[:40].strip())]
        if self.stage == FULL and r.random() < .08:
            return self.sayings()
        count = r.randint(1, 2) if self.stage == MIDDLE else r.choice([1, 2, 2, 3, 3, 4, 4, 5, 6])
        made = [("a", self.signed(w)) for w in self.arabic(count)]
        if r.random() < .24:
            at = r.randint(0, len(made))
            made[at:at] = self.sayings()
        if r.random() < .08:
            made.insert(r.randint(0, len(made)), ("l", self.latin()))
        elif r.random() < .08:   # signs that stand apart, as in books
            made.insert(r.randint(1, len(made)), ("a", r.choice("--/*&=+_..،،،،::؛؟!")))
        if self.stage == FULL and r.random() < .08:   # quoted, close or apart, after a joined و or not
            at = r.randint(0, len(made) - 1)
            kind, word = made[at]
            if kind == "a" and word[-1] in LETTERS and word[0] in LETTERS:
                style = r.randrange(3)
                if style == 0:
                    made[at] = (kind, "«" + word + "»" + r.choice(["", "", "،", "."]))
                else:
                    made[at:at + 1] = [(kind, r.choice(["", "و"]) + "«"), (kind, word), (kind, "»" + (r.choice(["", "،", "."]) if style == 2 else ""))]
        if r.random() < .03:
            made.insert(0, ("a", r.choice("•••-*")))
        return made[:max(count, 2)]

    def drawn(self, text, kashida, vowels):
        """As it is set: kashida is how many of the joints are drawn out."""
        out = []
        for i, c in enumerate(text):
            out.append(c)
            if vowels and c in LETTERS and self.r.random() < vowels:
                out.append(self.r.choice(VOWELS))
            if c == "ه" and text[i + 1:i + 2] == "ـ":
                continue
            if kashida and c in JOINED and i + 1 < len(text) and text[i + 1] in LETTERS and text[i + 1] != "ء" and not (c == "ل" and text[i + 1] in "اأإآ") \
                    and self.r.random() < kashida:
                out.append("ـ" * self.r.choice([1, 1, 2, 3]))
        return "".join(out)

    def number_parts(self, face, text):
        """(what is drawn, label) of a number"""
        r = self.r
        kinds = [k for k in ("arabic", "arabic", "western", "persian") if face.digits.get(k)] or ["western"]
        shown = text.translate(lines.TO[r.choice(kinds)])
        if not shown[0] in lines.WESTERN and "٫" in face.marks and r.random() < .3: shown = shown.replace(",", "٫")
        if "٪" in face.marks and shown[0] in lines.ARABIC: shown = shown.replace("%", "٪")
        return shown, shown.translate(LABEL)

    def pen_text(self, pen, x, y, text, face, own, spare):
        """Draws from left to right, signs the face has not in another; the width."""
        begun = x
        for c in text:
            font = face.text if (own and c in face.own) or c in lines.ARABIC + lines.PERSIAN + "٫٪" or c == " " else spare
            pen.text((x, y), c, font=font, fill=0, anchor="ls")
            x += font.getlength(c)
        return x - begun

    @staticmethod
    def length(face, drawn, apart):
        return sum(face.text.getlength(p, direction="rtl") + apart for p in (PIECE.findall(drawn) if apart else [drawn]))

    def clean(self):
        """(picture, label, row of the line's top, of its bottom)"""
        r = self.r
        face = self.face = r.choices(self.faces, self.weights)[0]
        parts = self.tokens()
        kashida = r.choice([0] * 10 + [.2, .7]) if self.stage == FULL else 0
        vowels = r.choice([0] * 9 + [.08, .15, .3, .7]) if self.stage == FULL else 0
        gap = face.size * (r.uniform(.11, .5) if r.random() < .85 else r.uniform(.4, 1.5))   # lines are justified
        apart = face.size * r.uniform(.06, .4) if self.stage == FULL and r.random() < self.spaced else 0   # as in wide-set faces
        gap = max(gap, apart * r.uniform(1.4, 2.5) + .2 * face.size) if apart else gap
        shown = []
        spare = r.choice(self.latin_faces).font_variant(size=max(8, round(face.size * r.uniform(.6, .9))))
        own = r.random() < .5   # Latin in the face's own letters where it has some
        for kind, text in parts:
            if kind == "a":
                kept = "".join(c for c in text if c in LETTERS or c in face.own or c in "،؛؟ـ")
                if not kept: continue
                drawn = self.drawn(kept, kashida, vowels)
                shown.append((kind, drawn, kept.replace("ـ", "")[::-1].translate(MIRRORED), self.length(face, drawn, apart)))
            elif kind == "n":
                drawn, label = self.number_parts(face, text)
                shown.append((kind, drawn, label, len(drawn) * face.size))
            else:
                shown.append((kind, text, text, len(text) * face.size))
        if not shown:
            return self.clean()
        high, base = 4 * TALL, 2 * TALL
        wide = int(sum(s[3] for s in shown) + gap * 2 * len(shown)) + 4 * TALL
        picture = Image.new("L", (wide, high), 255)
        pen = ImageDraw.Draw(picture)
        x = wide - 2 * TALL
        right = x
        for kind, drawn, _, width in shown:
            if kind == "a":
                for piece in PIECE.findall(drawn) if apart else [drawn]:
                    pen.text((x, base), piece, font=face.text, fill=0, anchor="rs", direction="rtl")
                    x -= face.text.getlength(piece, direction="rtl") + apart
                x += apart
            else:
                piece = Image.new("L", (int(width) + TALL, high), 255)
                width = self.pen_text(ImageDraw.Draw(piece), TALL // 2, base, drawn, face, own or kind == "n", spare)
                x -= width
                picture.paste(piece.crop((TALL // 2 - 2, 0, int(TALL // 2 + width + 2), high)), (int(x) - 2, 0))
            x -= gap * r.uniform(.8, 1.25)
        left, right = int(x + gap * .8), right
        side = [int(TALL * r.uniform(.02, .3)) for _ in "lr"]
        picture = picture.crop((left - side[0], 0, right + side[1], high))
        top, bottom = base + face.top, base + face.bottom
        box = ImageChops.invert(picture).getbbox()
        if box and r.random() < .3 and box[3] - box[1] > .5 * TALL:   # cut at what this line holds, which may be less or more
            top, bottom = box[1], box[3]
        return picture, " ".join(s[2] for s in reversed(shown)), top, bottom

    def degrade(self, line, top, bottom, level):
        """level 0 clean, 1 usual, 2 hard → picture HEIGHT high"""
        r = self.r
        if level and r.random() < .25:
            line = line.filter(ImageFilter.MinFilter(3) if r.random() < .65 else ImageFilter.MaxFilter(3))
        if level and r.random() < .5:
            turn, shear = np.tan(np.radians(r.gauss(0, .35 * level))), r.gauss(0, .06 * level)
            middle = line.size[1] / 2, line.size[0] / 2
            line = line.transform(line.size, Image.AFFINE, (1, shear, -shear * middle[0], turn, 1, -turn * middle[1]), Image.BILINEAR, fillcolor=255)
        tall = bottom - top
        spread = (.08, .16, .22)[level]
        above, below = (int(tall * (.1 + r.uniform(-spread, spread))) for _ in "tb")
        page = line.crop((0, max(0, top - above), line.size[0], min(line.size[1], bottom + below)))
        pen = ImageDraw.Draw(page)
        wide, high = page.size
        if level and r.random() < .06:   # a ruling, an underline
            y = r.choice([r.randint(0, 5), high - r.randint(1, 10)])
            pen.line((0, y, wide, y + r.randint(-3, 3)), fill=r.randint(0, 90), width=r.randint(1, 5))
        if level and r.random() < .2:   # what hangs in from the lines above and below
            for _ in range(r.randint(1, 6)):
                x, w, h = r.randint(0, wide), r.randint(4, 40), r.randint(2, 9)
                y = r.choice([(-8, h), (high - h, high + 8)])
                pen.ellipse((x, y[0], x + w, y[1]), fill=r.randint(0, 80))
        pixels = (r.uniform(28, 44), r.uniform(22, 44), r.uniform(16, 40))[level]   # rows of the line in the scan
        stretch = r.uniform(.78, 1.3) if level else r.uniform(.9, 1.1)
        page = page.resize((max(8, round(wide * pixels / high * stretch)), round(pixels)), r.choice([Image.BOX, Image.BILINEAR, Image.LANCZOS]))
        if level:
            if r.random() < .6:
                page = page.filter(ImageFilter.GaussianBlur(r.uniform(.2, .3 + .015 * pixels * level)))
            grey = np.asarray(page, dtype=np.float32)
            ink = r.uniform(0, 60 * level)
            grey = ink + grey / 255 * (255 - ink)
            if r.random() < .5:
                grey = grey + self.np.normal(0, r.uniform(2, 14 * level), grey.shape)
            if r.random() < .12 * level:   # pepper of a photocopier
                grey = np.where(self.np.random(grey.shape) < .004 * level, r.uniform(0, 90), grey)
            page = Image.fromarray(np.clip(grey, 0, 255).astype(np.uint8))
            if r.random() < .35:
                stored = io.BytesIO()
                page.save(stored, "JPEG", quality=r.randint(20, 85))
                page = Image.open(stored).convert("L")
            if r.random() < .3:
                page = page.point(lambda v, t=max(ink + 50, r.uniform(90, 200)): 255 if v > t else 0)
            if r.random() < .5:   # paper cut off to white, as image_light does
                white = r.uniform(190, 254)
                page = page.point(lambda v, w=white: min(255, int(v * 255 / w)))
        wide = max(HEIGHT // 2, round(page.size[0] * HEIGHT / page.size[1]))
        return page.resize((wide, HEIGHT), r.choice([Image.BILINEAR, Image.BILINEAR, Image.BOX]))

    def make(self, level=None):
        if level is None:
            level = self.r.choice([[0], [0, 0, 1], [0, 1, 1, 2]][self.stage])
        while True:
            picture, label, top, bottom = self.clean()
            picture = self.degrade(picture, top, bottom, level)
            if picture.size[0] <= 640 and picture.size[0] >= 4 * len(label):
                return np.asarray(picture), label


def main():
    if len(sys.argv) < 4 or sys.argv[1] != "show":
        sys.exit(__doc__)
    maker = Maker("--held" in sys.argv, 1)
    print(sorted({f.family for f in maker.faces}), len(maker.faces), len(maker.runs), sum(len(r) for r in maker.runs), len(maker.words), len(maker.latin_words))
    os.makedirs(sys.argv[2], exist_ok=True)
    for i in range(int(sys.argv[3])):
        picture, label = maker.make()
        Image.fromarray(picture).save(f"{sys.argv[2]}/{i:04d}.png")
        print(i, picture.shape, label)


if __name__ == "__main__":
    main()
