"""tour.py - a walk through the window in a real browser, without JavaScript: coming in, looking at pages in both languages, wide
and narrow, and clicking. What it finds is printed as "ok …" and "not ok …", for `tour` of web.sh.

    with Tour("desk", base, pictures) as tour:
        tour.come_in("noura", password, "/hold")
        tour.look({"hold": "/hold"}, foreign={"noura"})
"""
import os, re, sys, time

sys.path.insert(0, os.path.dirname(__file__))
from browser import Browser

# What stands in Latin letters in an Arabic page: names of files, addresses, the switch.
LATIN = re.compile(r"[A-Za-z0-9._@/-]*(?:\.example|\.pdf|\.png|@)[A-Za-z0-9._-]*|https?://\S+")
WIDE, NARROW = 1280, 390


class Tour:
    def __init__(self, name, base, pictures):
        self.name, self.base, self.pictures, self.failed = name, base, pictures, 0

    def __enter__(self):
        self.browser = Browser()
        self.browser.width(WIDE)
        return self

    def __exit__(self, kind, wrong, where):
        self.browser.close()
        if kind is None:
            sys.exit(self.failed > 0)

    def check(self, name, well, detail=""):
        self.failed += not well
        print(f"{'ok' if well else 'not ok'} {name}", flush=True)
        if not well:
            print(str(detail)[:500].replace("\n", " "), flush=True)

    def wait(self, look, seconds=15):
        until = time.time() + seconds
        while time.time() < until and not look():
            time.sleep(0.2)
        return look()

    def come_in(self, login, password, to):
        self.browser.go(f"{self.base}{to}?lang=ar")
        self.browser.type("#login", login)
        self.browser.type("#password", password)
        self.browser.click("main button.first")
        self.check("the login leads to the page that was asked for", self.leads_to(to), self.browser.where())

    def go(self, path, language="ar"):
        self.browser.width(WIDE)
        self.browser.go(f"{self.base}{path}{'&' if '?' in path else '?'}lang={language}")

    def leads_to(self, end):
        """The page that a click led to, by what its address has."""
        return self.wait(lambda: end in self.browser.where())

    def says(self, name, words, css="main"):
        self.check(name, self.wait(lambda: words in self.browser.text(css)), self.browser.text(css))

    def picture(self, name, width=WIDE, most_height=6000):
        self.browser.picture(f"{self.pictures}/{self.name}-{name}-{width}.png", width, most_height)

    def fits(self, name, width):
        self.check(f"{name} fits {width} px", self.browser.overflow() <= 0, self.browser.overflow())

    def look(self, pages, narrow=NARROW, foreign=(), shown=(), most_height=6000):
        """Every page in both languages and widths. Words of another language stand only in pages that are shown: what people
        wrote stands there. foreign: words that may stand anywhere, as logins do."""
        for language in ("ar", "en"):
            for name, path in pages.items():
                for width in (WIDE, narrow):
                    self.go(path, language)
                    self.browser.width(width)
                    self.picture(f"{language}-{name}", width, most_height)
                    self.fits(f"{language} {name}", width)
                if language == "ar" and name not in shown:
                    words = set(re.findall(r"[A-Za-z][A-Za-z_]+", LATIN.sub(" ", self.browser.text()))) - {"English", *foreign}
                    self.check(f"no English in the Arabic {name}", not words, words)
