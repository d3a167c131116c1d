#!/usr/bin/python3
"""lines.py - makes pictures of lines with numbers, and what stands on them, for training and for measuring.

A line is a number as Saudi letters carry them (identity, mobile, IBAN, register number, date, amount, anything), alone
or among words, in a font of Debian, degraded as scanners, phones and photocopiers do. Numbers are labelled in the order
they are seen from left to right; a word that is no number is labelled '#'.

usage: lines.py show DIR N [--held]      N lines as PNG, to be looked at
"""
import io, os, random, re, subprocess, sys
import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

HEIGHT = 32  # of a line as the net sees it; NET_HEIGHT in src/read/numbers_run.c
WESTERN, ARABIC, PERSIAN = "0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹"
# What the net tells apart: Persian digits have their own classes only where their shapes differ.
CHARSET = WESTERN + ARABIC + "۴۵۶" + "/-.:+(),%SA# "
TO = {"western": str.maketrans("", ""), "arabic": str.maketrans(WESTERN, ARABIC), "persian": str.maketrans(WESTERN, PERSIAN)}
LABEL = str.maketrans({p: a for p, a in zip(PERSIAN, ARABIC) if p not in "۴۵۶"} | {"،": ",", "٫": ",", "٬": ",", "٪": "%"})

# Kept out of training. The first five are this project's own measure of fonts it has not seen.
HELD_OUT = ("Noto Naskh Arabic", "Thabit", "AlArabiya", "PakType Naskh Basic", "Nazli")
NEVER = ("Lateef", "Harmattan", "Scheherazade", "FreeSerif", "KacstNaskh", "KacstFarsi", "KacstTitle", "DejaVu Sans", "Noto Sans Arabic")
# Persian shapes at the code points of Arabic-Indic digits, or ornaments instead of digits.
ODD = ("Titr", "Homa", "Dimnah", "Noto Nastaliq", "Amiri Quran", "KacstQurn", "mry_", "Ostorah", "Shado", "Japan", "Graph", "Rasheeq-", "Nice")
LATIN = ("Liberation", "Nimbus", "FreeMono", "FreeSans", "Lato", "Carlito", "Caladea", "C059", "P052", "URW")
TEXT = ("Amiri", "Noto Kufi", "KacstBook", "KacstOffice", "KacstOne", "KacstLetter", "KacstScreen", "KacstPoster", "AlHor", "Furat", "Cortoba",
    "Khalid", "AlYarmook", "AlBattar", "AlManzomah", "Nada", "Salem", "Petra", "Arab", "PakType", "FreeMono", "Alkalami", "Nagham", "Kayrawan")


class Face:
    def __init__(self, path, family):
        self.path, self.family, self.fonts = path, family, {}
        font = self.font(40)
        blank = [bytes(font.getmask(c)) for c in "\uffff\U000F0000"]

        def has(c):
            mask = font.getmask(c)
            return mask.getbbox() is not None and bytes(mask) not in blank
        self.digits = {kind: all(has(c) for c in digits) for kind, digits in
            (("western", WESTERN), ("arabic", ARABIC), ("persian", PERSIAN))}
        self.letters = all(has(c) for c in "ابتمنهوي")
        self.marks = {c for c in "/-.:+(),%،٫" if has(c)}
        self.latin = any(name in family for name in LATIN)
        self.weight = 4 if any(name in family for name in TEXT) else 2 if self.latin else .5
        shown = [kind for kind in self.digits if self.digits[kind]]
        sample = {"western": "8", "arabic": "٣", "persian": "۳"}
        self.tall = font.getmask(sample[shown[0]]).size[1] if shown else 0

    def font(self, size, layout=ImageFont.Layout.BASIC):
        key = size, layout
        if key not in self.fonts:
            self.fonts[key] = ImageFont.truetype(self.path, size, layout_engine=layout)
        return self.fonts[key]


def faces(held):
    """Those kept out of training, or those to train on."""
    listed = subprocess.run(["fc-list", ":", "file", "family", "fontformat"], capture_output=True, text=True).stdout
    found = {}
    for line in sorted(set(listed.splitlines())):
        path, _, rest = line.partition(": ")
        family = re.sub(r":fontformat=.*", "", rest.removeprefix("family=")).split(",")[0]
        name = os.path.basename(path)
        if not path.endswith((".ttf", ".otf")) or any(family.startswith(n) for n in NEVER):
            continue
        if any(n.lower() in family.lower() or n.lower() in name.lower() for n in ODD):
            continue
        if re.search(r"Italic|Oblique|Hairline|Thin|Symbols|Dingbats|D050|Z003|Emoji", name):
            continue
        if any(family.startswith(n) for n in HELD_OUT) == held:
            found[path] = family
    arabic = set(subprocess.run(["fc-list", ":lang=ar", "file"], capture_output=True, text=True).stdout.replace(": ", "").split("\n"))
    made = []
    for path, family in found.items():
        if path.rstrip() in {a.strip().rstrip(":") for a in arabic} or any(n in family for n in LATIN):
            try:
                face = Face(path, family)
            except OSError:
                continue
            if face.tall >= 6:
                made.append(face)
    if held:  # Western digits of faces that only Latin has, which no list above holds back
        made = [f for f in made if not f.latin]
    return made


def words():
    """Arabic words with the frequencies a dictionary has: none."""
    with open("/usr/share/hunspell/ar.dic", encoding="utf-8", errors="ignore") as dictionary:
        plain = re.sub("[\u064b-\u0652]", "", dictionary.read())
    stems = {word.split("/")[0] for word in plain.split()}
    return sorted(stem for stem in stems if re.fullmatch("[\u0621-\u064a]{2,9}", stem))


LATIN_WORDS = "Ref No Fax Tel Hospital Date King Fahad Report Medical IBAN Email Bank ID City Dear Sir letter example name info@mail.example".split()


class Maker:
    def __init__(self, held, seed, easy=False):
        self.r, self.easy = random.Random(seed), easy
        self.np = np.random.default_rng(seed)
        self.faces = faces(held)
        self.words = words()
        self.fallback = [f for f in faces(False) if "Liberation" in f.family and f.marks >= set("/-.:+(),%")]
        self.by_kind = {k: [f for f in self.faces if f.digits[k]] for k in TO}
        if held:
            self.by_kind["western"] = self.by_kind["western"] or [f for f in faces(False) if f.latin]

    # ---- what stands on the line ----

    def d(self, n):
        return "".join(self.r.choice(WESTERN) for _ in range(n))

    def identity(self):
        body = self.r.choice("12") + self.d(8)
        total = sum(int(c) if i % 2 else sum(divmod(2 * int(c), 10)) for i, c in enumerate(body))
        return body + str(-total % 10)

    def mobile(self):
        r = self.r
        if r.random() < .6:
            whole = "05" + self.d(8)
            return r.choice([whole, whole, whole, f"{whole[:3]} {whole[3:6]} {whole[6:]}", f"{whole[:4]}-{whole[4:]}"])
        gap = r.choice(["", "", " ", "-"])
        return r.choice(["+966", "966", "00966"]) + gap + "5" + self.d(1) + gap + self.d(3) + gap + self.d(4)

    def date(self):
        r = self.r
        year = r.choice(["14" + self.d(2), "20" + self.d(2), "13" + self.d(2), "19" + self.d(2), self.d(2)])
        day, month = r.randint(1, 30), r.randint(1, 12)
        wide = r.random() < .5
        parts = [f"{day:02d}" if wide else str(day), f"{month:02d}" if wide else str(month), year]
        return r.choice(["/", "/", "/", "-", "."]).join(parts if r.random() < .5 else parts[::-1])

    def register(self):
        joint = self.r.choice("//-")
        parts = [str(self.r.randint(1, 9)), "14" + self.d(2), self.d(6), self.d(1)]
        return joint.join(parts if self.r.random() < .7 else parts[::-1])

    def number(self):
        r = self.r
        if self.easy:
            return self.d(r.randint(2, 6))
        k = r.random()
        if k < .17: return self.identity()
        if k < .20: return self.d(10)
        if k < .32: return self.mobile()
        if k < .38:
            s = "SA" + self.d(22)
            return " ".join(s[i:i + 4] for i in range(0, 24, 4)) if r.random() < .6 else s
        if k < .46: return self.register()
        if k < .60: return self.date()
        if k < .67: return f"{r.randint(1, 999)},{self.d(3)}" + r.choice(["", "." + self.d(2)])
        if k < .70: return f"{r.randint(0, 23)}:{self.d(2)}"
        if k < .74: return f"({self.d(r.randint(1, 6))})"
        if k < .77: return self.d(r.randint(1, 3)) + r.choice(["%", ".", "-", ":", ")"])
        if k < .82: return self.d(r.randint(2, 5)) + r.choice("/-") + self.d(r.randint(2, 5))
        if k < .86: return " ".join(self.d(r.randint(1, 6)) for _ in range(r.randint(2, 3)))
        if k < .90: return r.choice(WESTERN) * r.randint(2, 5) + self.d(r.randint(0, 6))
        return self.d(r.choice([1, 1, 2, 2, 3, 3, 4, 4, 5, 6, 7, 8, 9, 10, 12, 14, 16, 20]))

    # ---- drawing; every part is black on white with its baseline at one height ----

    def draw_number(self, face, size, kind, text):
        r = self.r
        shown = text.translate(TO[kind])
        if kind != "western":
            if r.random() < .3: shown = shown.replace(",", r.choice("٫،"))
            if r.random() < .5: shown = shown.replace("%", "٪")
        font, spare = face.font(size), r.choice(self.fallback).font(max(8, int(size * r.uniform(.7, 1))))
        tracking = r.choice([0, 0, 0, r.uniform(-.03, .08) * size, r.uniform(.05, .4) * size])
        x, y = size, int(size * 2.2)
        picture = Image.new("L", (int(len(shown) * size * 1.7) + 3 * size, size * 4), 255)
        pen = ImageDraw.Draw(picture)
        for c in shown:
            own = c == " " or (c in WESTERN + "SA" and face.digits["western"]) or c in ARABIC + PERSIAN or c in face.marks
            f = font if own else spare
            pen.text((x, y), c, font=f, fill=0, anchor="ls")
            x += f.getlength(c) + tracking + (r.uniform(0, .3) * size if c == " " else 0)
        return picture.crop((size // 2, 0, int(min(x + size // 2, picture.size[0])), picture.size[1])), shown.translate(LABEL)

    def draw_word(self, face, size, latin):
        r = self.r
        word = r.choice(LATIN_WORDS) if latin else r.choice(self.words) + r.choice(["", "", "", ":", ".", "،" if "،" in face.marks else ""])
        font = face.font(size, ImageFont.Layout.RAQM)
        picture = Image.new("L", (int(font.getlength(word)) + 2 * size, size * 4), 255)
        ImageDraw.Draw(picture).text((size, int(size * 2.2)), word, font=font, fill=0, anchor="ls")
        return picture, "#"

    @staticmethod
    def trim(picture):
        box = ImageChops.invert(picture).getbbox()
        return picture.crop((box[0], 0, box[2], picture.size[1])) if box else picture.crop((0, 0, 4, picture.size[1]))

    def clean_line(self):
        """(picture, label, height of a digit in it)"""
        r = self.r
        k = r.random()
        kind = "arabic" if k < .58 else "persian" if k < .68 else "western"
        pool = self.by_kind[kind]
        face = r.choices(pool, [f.weight for f in pool])[0]
        tall = 46
        size = max(16, min(160, int(40 * tall / face.tall)))
        parts = []
        numbers = 1 if r.random() < .85 or self.easy else 0
        others = 0 if self.easy or (numbers and r.random() < .55) else r.randint(1, 3)
        for _ in range(numbers):
            parts.append(self.draw_number(face, size, kind, self.number()))
        for _ in range(others):
            if r.random() < .12:
                parts.insert(r.randint(0, len(parts)), self.draw_number(face, size, kind, self.number()))
            else:
                written = face if face.letters else r.choice([f for f in self.faces if f.letters])
                parts.insert(r.randint(0, len(parts)), self.draw_word(written if kind != "western" or not face.latin else face, size if written is face else
                    max(16, min(160, int(40 * tall / written.tall))), kind == "western" and face.latin))
        # A colon in front of a number is printed close to it.
        gap = int(size * r.uniform(.18, .5))
        parts = [(self.trim(p), l) for p, l in parts]
        height = max(p.size[1] for p, _ in parts)
        base = max(int(p.size[1] * .55) for p, _ in parts)
        line = Image.new("L", (sum(p.size[0] for p, _ in parts) + gap * (len(parts) - 1) + 24, height + base), 255)
        x = 12
        for p, _ in parts:
            line.paste(p, (x, base - int(p.size[1] * .55)))
            x += p.size[0] + gap
        return line, " ".join(l for _, l in parts), tall

    # ---- as it comes back from the scanner, cleaned by Diwan ----

    def degrade(self, line, tall, level):
        """level 0 clean, 1 usual, 2 hard → picture HEIGHT high"""
        r = self.r
        if level and r.random() < .25:
            line = line.filter(ImageFilter.MinFilter(3) if r.random() < .6 else ImageFilter.MaxFilter(3))
        if level:
            turn, shear = r.gauss(0, .5 * level), r.gauss(0, .05 * level)
            if r.random() < .6:
                line = line.rotate(turn, Image.BICUBIC, fillcolor=255, expand=True)
            if r.random() < .4:
                line = line.transform((line.size[0] + 40, line.size[1]), Image.AFFINE,
                    (1, shear, -20 - shear * line.size[1] / 2, 0, 1, 0), Image.BICUBIC, fillcolor=255)
        box = ImageChops.invert(line).point(lambda v: 255 if v > 60 else 0).getbbox() or (0, 0, *line.size)
        line = line.crop(box)
        # Digit height in the scan: what 150 to 300 dpi give after Diwan has scaled the page to its text.
        pixels = (r.uniform(17, 26), r.uniform(13, 26), r.uniform(9, 24))[level]
        scale = pixels / tall
        margins = [tall * r.choice([r.uniform(.02, .3), r.uniform(0, .8) if level else .1]) for _ in "tb"] + [tall * r.uniform(.05, .6) for _ in "lr"]
        top, bottom, left, right = (int(m) for m in margins)
        page = Image.new("L", (line.size[0] + left + right, line.size[1] + top + bottom), 255)
        page.paste(line, (left, top))
        pen = ImageDraw.Draw(page)
        if level and r.random() < .08:   # a ruling, an underline
            y = r.choice([top - 6, top + line.size[1] + 4])
            pen.line((0, y, page.size[0], y + r.randint(-3, 3)), fill=r.randint(0, 90), width=r.randint(2, 5))
        if level and r.random() < .15:   # what hangs in from the lines above and below
            for _ in range(r.randint(1, 5)):
                x, w = r.randint(0, page.size[0]), r.randint(6, 40)
                y = r.choice([(-8, r.randint(0, max(1, top // 2))), (page.size[1] - r.randint(0, max(1, bottom // 2)), page.size[1] + 8)])
                pen.ellipse((x, y[0], x + w, max(y)), fill=r.randint(0, 80))
        stretch = r.uniform(.82, 1.2) if level else 1
        size = max(8, round(page.size[0] * scale * stretch)), max(8, round(page.size[1] * scale))
        page = page.resize(size, r.choice([Image.BOX, Image.BILINEAR, Image.LANCZOS]))
        if level:
            if r.random() < .7:
                page = page.filter(ImageFilter.GaussianBlur(r.uniform(.2, .3 + .035 * pixels * level)))
            grey = np.asarray(page, dtype=np.float32)
            ink = r.uniform(0, 60 * level)
            grey = ink + grey / 255 * (255 - ink)
            if r.random() < .5:
                grey = grey + self.np.normal(0, r.uniform(2, 16 * level), grey.shape)
            if r.random() < .15 * level:   # pepper of a photocopier
                speck = self.np.random(grey.shape)
                grey = np.where(speck < .004 * level, r.uniform(0, 90), grey)
            page = Image.fromarray(np.clip(grey, 0, 255).astype(np.uint8))
            if r.random() < .4:
                stored = io.BytesIO()
                page.save(stored, "JPEG", quality=r.randint(20, 85))
                page = Image.open(stored).convert("L")
            if r.random() < .2:
                page = page.point(lambda v, t=r.uniform(90, 200): 255 if v > t else 0)
            if r.random() < .5:   # paper cut off to white, as image_light does
                white = r.uniform(190, 254)
                page = page.point(lambda v, w=white: min(255, int(v * 255 / w)))
        wide = max(HEIGHT // 2, round(page.size[0] * HEIGHT / page.size[1]))
        return page.resize((wide, HEIGHT), r.choice([Image.BILINEAR, Image.BILINEAR, Image.BOX]))

    def make(self, level=None):
        line, label, tall = self.clean_line()
        if level is None:
            level = 0 if self.easy else self.r.choice([0, 1, 1, 2])
        return np.asarray(self.degrade(line, tall, level)), label


def main():
    if len(sys.argv) < 4 or sys.argv[1] != "show":
        sys.exit(__doc__)
    maker = Maker("--held" in sys.argv, 1)
    print(sorted({f.family for f in maker.faces}), {k: len(v) for k, v in maker.by_kind.items()})
    os.makedirs(sys.argv[2], exist_ok=True)
    for i in range(int(sys.argv[3])):
        picture, label = maker.make()
        Image.fromarray(picture).save(f"{sys.argv[2]}/{i:04d}.png")
        print(i, picture.shape, label)


if __name__ == "__main__":
    main()
