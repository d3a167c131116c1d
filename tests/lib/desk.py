"""desk.py - what the stories of requests share: an office with its staff, people who write to it, and time that passes.

Months pass by faketime; the post office is real (its certificate holds for a month, so periods are short).
"""
import email, email.policy, imaplib, json, os, random, ssl, subprocess
import office as o
from tap import check, room, wait_for

STAFF = (("noura", "relations"), ("huda", "researcher"), ("majed", "secretary"), ("reem", "clerk"))
MARKS = dict.fromkeys(map(ord, "\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069"))


class Desk:
    def __init__(self, persons, seed, more="[requests]\ndocuments_days=7\n"):
        self.rng, self.persons = random.Random(seed), persons
        self.post = o.PostOffice(room + "/post", "letters@charity.example", "bulk@applicants.example")
        self.place = o.Office(room + "/office", self.post, persons, more=more)
        self.passwords = {login: self.place.lines("staff", "add", login, "--name", login, "--role", role)[0]["password"]
                          for login, role in STAFF}

    def stop(self):
        self.place.stop()
        self.post.stop()

    # ---- the office ----

    def later(self, wait, *words, code=0, says="", given=None, env=None):
        """A command of the office after a while, "+15d"; its JSON objects."""
        done = subprocess.run(["faketime", "-f", wait, self.place.diwan, "-c", self.place.conf, *words], input=given, env=env,
                              capture_output=True, text=True)
        if done.returncode != code or says not in done.stderr:
            check(f"{wait} diwan {' '.join(words)}: exit {code} {says}", False, (done.returncode, done.stdout, done.stderr))
        return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]

    def logged_in(self, login, wait, *words, **how):
        """The same at the terminal of somebody who logs in there first."""
        home = f"{room}/home-{login}"
        os.makedirs(home, 0o700, exist_ok=True)
        env = dict(os.environ, XDG_RUNTIME_DIR=home)
        self.later(wait, "login", login, "--password-file", "-", given=self.passwords[login] + "\n", env=env)
        return self.later(wait, *words, "--json", env=env, **how)

    def act(self, act, *words, by="noura", wait="+0", **how):
        """An act of a colleague on a request: `requests ACT … --by`; what it says, when it is refused nothing."""
        said = self.later(wait, "requests", act, *words, "--by", by, "--json", **how)
        return said[0] if said else None

    def show(self, number):
        return self.place.lines("requests", "show", number)[0]

    def steps(self, number):
        return [row["act"] for row in self.show(number)["timeline"] if row["what"] == "change"]

    def letters(self, *words):
        """Letters, the oldest first."""
        return self.place.lines("letters", "list", *words)[::-1]

    def documents(self, number, letter, *names, by="noura"):
        """What a letter brought, looked at and accepted."""
        for name in names:
            expires = ["--expires", "1470/01/01"] if name in ("identity", "income") else []
            self.act("document", number, name, "--letter", letter["in_no"], *expires, by=by)
            self.act("document", number, name, "--accept", by=by)

    def complete(self, number, letter):
        """Everything is there, held against the record; the days run."""
        self.documents(number, letter, "declaration", "identity", "family", "income")
        for field in ("full_name", "national_id", "mobile", "city"):
            self.act("confirm", number, field, "--document", "identity")
        return self.act("move", number, "complete")

    def present(self, number):
        self.act("move", number, "under_study", by="huda")
        return self.act("move", number, "before_committee", by="huda")

    def decide(self, number, outcome, days, code="", reason=""):
        """The committee decides of a request after so many days; a second person approves, and the letter leaves. The session."""
        at = lambda seconds=0: f"+{days * 86400 + seconds}s"
        secretary = lambda *words: self.logged_in("majed", at(), "committee", *words)
        session = secretary("open", "--member", "فهد بن محمد الشهري")[0]["session"]
        secretary("agenda", "--fill")
        with open(room + "/decisions.csv", "w") as out:
            out.write(f"request number,decision,reason code,reason\n{number},{outcome},{code},{reason}\n")
        secretary("import", room + "/decisions.csv")
        seen = secretary("preview", session)[0]["revision"]
        counts = [f"--{name}={int(name.startswith(outcome[:4]))}" for name in ("accepted", "declined", "deferred")]
        self.logged_in("noura", at(), "committee", "approve", "--revision", seen, *counts)
        self.later(at(), "clock")
        secretary("send", session)
        self.tell(at(660))   # ten minutes in which it can be called back
        return session

    def tell(self, wait="+1m"):
        """What is owed to be told leaves."""
        self.later(wait, "clock")
        self.later(wait, "deliver")

    def take_in(self, known, seconds=20):
        """Rounds of intake until there is a letter more; it passes all stages. The newest."""
        wait_for(seconds, lambda: self.place.run("fetch") and len(self.letters()) > known)
        self.place.run("process")
        self.place.run("deliver")
        return self.letters()[-1]

    # ---- the people ----

    def inbox(self):
        """What the applicants have in their mailbox, the oldest first."""
        context = ssl.create_default_context(cafile=self.post.ca)
        box = imaplib.IMAP4_SSL(self.post.host, self.post.imaps, ssl_context=context)
        box.login("bulk@applicants.example", open(self.post.secret("bulk@applicants.example")).readline().strip())
        box.select("INBOX", readonly=True)
        _, found = box.fetch("1:*", "(BODY.PEEK[])")
        box.logout()
        return [email.message_from_bytes(part[1], policy=email.policy.default) for part in found if isinstance(part, tuple)]

    def heard(self, person, at_least=0):
        """What came to one of them; waits until there is so much of it."""
        mine = lambda: [mail for mail in self.inbox() if person["email"] in str(mail["To"])]
        wait_for(20, lambda: len(mine()) >= at_least)
        return mine()

    def write(self, person, subject, body, answers=None):
        """A mail of a person's, taken in."""
        mail = email.message.EmailMessage(policy=email.policy.SMTP)
        mail["From"] = email.headerregistry.Address(person["full_name"], *person["email"].split("@"))
        mail["To"], mail["Subject"] = "letters@charity.example", subject
        mail["Message-ID"] = f"<{self.rng.getrandbits(60)}@applicants.example>"
        mail["Date"] = email.utils.format_datetime(email.utils.localtime())
        mail["Authentication-Results"] = f"{o.AUTHORITY}; dmarc=pass header.from={person['email'].split('@')[1]}"
        if answers:
            mail["In-Reply-To"] = answers["Message-ID"]
        mail.set_content(f"السلام عليكم ورحمة الله وبركاته\n{body}\nالاسم: {person['full_name']}\nرقم الهوية: {person['national_id']}\n")
        known = len(self.letters())
        self.post.send([mail])
        return self.take_in(known)

    def petition(self, person, path, *paragraphs):
        """A page written by hand and scanned, as an image at path."""
        words = ["بسم الله الرحمن الرحيم", "", "السلام عليكم ورحمة الله وبركاته، وبعد:", "", *paragraphs, "",
                 f"الاسم: {person['full_name']}", f"رقم الهوية: {person['national_id']}", "التوقيع:"]
        tool = os.path.join(os.path.dirname(__file__), "draw-petition")
        subprocess.run([tool, path, str(self.rng.randrange(100))], input="\n".join(words), text=True, check=True)


def words_of(mail):
    return mail.get_body(("plain",)).get_content().translate(MARKS)


def page_of(path, number):
    """The words of a page of a PDF."""
    done = subprocess.run(["pdftotext", "-layout", "-f", str(number), "-l", str(number), path, "-"], capture_output=True, text=True)
    return " ".join(done.stdout.translate(MARKS).split())


def page_like(path, words, pages=40):
    """The number of the first page of a PDF that has all the words; 0: none."""
    return next((n for n in range(1, pages + 1) if all(w in page_of(path, n) for w in words)), 0)
