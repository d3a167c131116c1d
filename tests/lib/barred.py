"""barred.py BASE COOKIES TOKEN OFFICE THINGS WORDS… - every page of the window, asked by the person a complaint is of: those that the
table of routes has, with each number of what is barred ("i/3 i/4 r/2 reply/1 undelivered/5") and every word it may bear. Printed is each page
that shows one of WORDS, and how many were asked; a form sent to what is barred is refused and changes nothing."""
import re, sqlite3, sys
from http.cookiejar import MozillaCookieJar
from itertools import product
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, build_opener

base, cookies, token, office, things, *words = sys.argv[1:]
things = set(things.split())
numbers = sorted({thing.split("/")[1] for thing in things})
# What may stand where a route has "*".
NAMES = ("all held done duplicate parsed rejected reread overdue soon incoming outgoing requests contacts beneficiaries incoming.csv outgoing.csv "
         "requests.csv contacts.csv beneficiaries.csv letters.pdf labels.pdf posting-list.pdf posting-list.csv mail paper text html reply csv json "
         "send move name letters take give split undo contact document refer resend close readdress missing-documents").split()
ROUTES = re.findall(r'\{"(GET|POST)", "([^"]*)", FOR_STAFF', (Path(__file__).parents[2] / "src/web/route.c").read_text())


class Stay(HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


jar = MozillaCookieJar(cookies)
jar.load(ignore_discard=True, ignore_expires=True)
opener = build_opener(HTTPCookieProcessor(jar), Stay)


def ask(path, form=None):
    """Status, where it leads to, and the bytes."""
    try:
        answer = opener.open(base + path, urlencode(form).encode() if form else None, timeout=20)
    except HTTPError as refusal:
        answer = refusal
    return answer.status, answer.headers.get("Location", ""), answer.read()


def filled(pattern):
    """The route's paths: at most one word and two numbers."""
    places = [NAMES if part == "*" else numbers for part in re.findall(r"[*#]", pattern)]
    for values in product(*places):
        path = pattern
        for value in values:
            path = re.sub(r"[*#]", value, path, count=1)
        yield path


def kept():
    with sqlite3.connect(f"file:{office}?mode=ro", uri=True) as store:
        return [store.execute(f"SELECT * FROM {table}").fetchall() for table in
                ("request", "letter", "outbox", "reply", "request_change", "register")]


pages = leaks = 0
before = kept()
for method, pattern in ROUTES:
    if pattern == "/logout" or (method == "POST" and not re.match("/(i|r|reply|undelivered)/#", pattern)):
        continue
    for path in filled(pattern):
        closed = "/".join(path.split("/")[1:3]) in things
        if method == "POST" and not closed:
            continue
        status, to, body = ask(path, {"csrf": token, "reason": "x"} if method == "POST" else None)
        pages += 1
        text = (to + "\n" + body.decode("utf-8", "replace"))
        # A register has no gaps: its numbers stand there.
        shown = [word for word in words if word in text and not (path.startswith("/register/") and re.fullmatch(r"[\d/]+", word))]
        if shown or status >= 500 or (closed and path[1] != "p" and status != 403):
            leaks += 1
            print(method, path, status, *shown)
if kept() != before:
    leaks += 1
    print("something was changed")
print(pages, "pages asked")
sys.exit(leaks > 0)
