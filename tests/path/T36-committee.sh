#!/bin/sh
# A session of the committee: a table with mistakes is refused whole, a good one imported; nobody approves what they entered;
# a letter before its day needs a reason; the run is called back, then leaves, once; a decision is corrected by another one;
# a circular is paused, stopped and sent. Minutes pass by faketime.
. "$(dirname "$0")/../lib/tap.sh"
command -v faketime >/dev/null || skip_all "there is no faketime"
story <<'END'
import email, email.policy, glob, json, os, random, sqlite3, subprocess, types
import office as o
from tap import *

rng = random.Random(36)
persons = o.people(8, rng)
persons[6]["email"] = persons[7]["email"] = ""
nowhere = types.SimpleNamespace(host="127.0.0.1", submission=1, imaps=1, ca="/none", secret=lambda user: "/none")
place = o.Office(room + "/office", nowhere, persons, relay=f"directory={room}/sent\nfrom=letters@charity.example",
                 more="[committee]\nappeal_days=30\n")
with open(room + "/addresses.csv", "w") as out:
    out.write(f"file_no;full_name;address\n{persons[6]['file_no']};{persons[6]['full_name']};\"7 شارع المثال;الرياض 12211\"\n")
place.run("applicants", "import", room + "/addresses.csv")
passwords = {}
for login, role in (("majed", "secretary"), ("fahd", "secretary"), ("huda", "relations"), ("reem", "clerk")):
    passwords[login] = place.lines("staff", "add", login, "--name", login, "--role", role)[0]["password"]


def ask(login, *words, wait="+0", code=0, says="", given=None):
    """What somebody types at a terminal of their own, after a while; JSON objects of what is printed."""
    home = f"{room}/home-{login}"
    os.makedirs(home, 0o700, exist_ok=True)
    done = subprocess.run(["faketime", "-f", wait, place.diwan, "-c", place.conf, *words], capture_output=True, text=True,
                          env=dict(os.environ, XDG_RUNTIME_DIR=home), input=given)
    if done.returncode != code or says not in done.stderr + done.stdout:
        check(f"{wait} {login}: diwan {' '.join(words)}: exit {code} {says}", False, (done.returncode, done.stdout, done.stderr))
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def committee(login, *words, **how):
    return ask(login, "committee", *words, "--json", **how)


def log_in(login, **how):
    return ask(login, "login", login, "--json", "--password-file", "-", given=passwords[login] + "\n", **how)


def ready(days, most=100):
    said = subprocess.run([os.environ["TOOLS_DIR"] + "/ready-requests", place.conf, str(days), str(most)], capture_output=True,
                          text=True, check=True).stdout
    return [line.split(",")[0] for line in said.splitlines()]


def table(name, rows, code="utf-8"):
    path = f"{room}/{name}"
    with open(path, "wb") as out:
        out.write("\r\n".join(rows).encode(code))
    return path


def mails():
    """What was written as files, parsed."""
    return [email.message_from_binary_file(open(path, "rb"), policy=email.policy.default) for path in
            sorted(glob.glob(room + "/sent/*"))]


def words_of(mail):
    return "".join(c for c in mail.get_body(("plain",)).get_content() if c not in "\u2066\u2067\u2068\u2069")


def state(number):
    return place.lines("requests", "show", number)[0]["state"]


def leave(wait):
    ask("nobody", "clock", wait=wait)
    ask("nobody", "deliver", wait=wait)


def broken(statement):
    with sqlite3.connect(place.folder + "/office.db") as db:
        try:
            db.execute(statement)
        except sqlite3.IntegrityError as refusal:
            return str(refusal)


numbers = ready(20)
early = ready(3, 1)[0]
accepted, second, declined, spare, deferred, last, paper, unreached = numbers

# One of them wrote about the request since.
wrote = email.message.EmailMessage(policy=email.policy.SMTP)
wrote["From"], wrote["To"] = persons[0]["email"], "letters@charity.example"
wrote["Subject"], wrote["Date"] = f"إلحاقاً بالطلب [{accepted}]", email.utils.format_datetime(email.utils.localtime())
wrote["Message-ID"], wrote["References"] = "<since@applicants.example>", "<first@applicants.example>"
wrote["Authentication-Results"] = f"{o.AUTHORITY}; dmarc=pass header.from=applicants.example"
wrote.set_content("السلام عليكم، أرغب في معرفة ما تم بشأن طلبي.")
with open(room + "/since.eml", "wb") as out:
    out.write(wrote.as_bytes())
place.run("take", "--no-answer", room + "/since.eml")
place.run("process")
check("a letter came on a request", [row["request_no"] for row in place.lines("letters", "list")] == [accepted])

# Who does anything says who they are.
committee("majed", "open", code=1, says="diwan login")
ask("majed", "login", "majed", "--password-file", "-", given="wrong\n", code=1, says="do not fit")
check("majed logs in", log_in("majed") == [{"login": "majed", "role": "secretary"}])
secret = glob.glob(room + "/home-majed/diwan/session-*")[0]
check("the session is a file of his own", os.stat(secret).st_mode & 0o777 == 0o600)
with sqlite3.connect(place.folder + "/office.db") as db:
    check("of which the office keeps a hash", db.execute("SELECT COUNT(*) FROM session WHERE token_hash = ?",
          (open(secret).read().strip(),)).fetchone() == (0,))
for _ in range(4):
    ask("reem", "login", "reem", "--password-file", "-", given="wrong\n", code=1)
log_in("reem", code=1, says="try again in")
log_in("reem", wait="+1h")
ask("majed", "requests", "show", accepted, "--json")
ask("majed", "requests", "move", accepted, "present", "--by", "huda", code=1, says="logged in as 'majed'")
for act in (("outbox", "resend", "1"), ("outbox", "close", "1", "--reason", "x"), ("outbox", "readdress", "1", "--to", "a@example.org",
            "--reason", "x"), ("letters", "reject", "1", "--reason", "x"), ("letters", "hold", "1", "--reason", "x"),
            ("letters", "release", "1", "--nobody", "--reason", "x"), ("register", "void", accepted, "--reason", "x"),
            ("library", "retire", "bylaws", "--reason", "x"), ("applicants", "merge", "W-1", "W-2", "--reason", "x")):
    ask("majed", *act, "--by", "huda", code=1, says="logged in as 'majed'")
    ask("nobody", *act, "--by", "stranger", code=1, says="nobody here has the login 'stranger'")
    ask("nobody", *act, code=2, says="--by")

# The session, its agenda.
opened = committee("majed", "open", "--member", "huda", "--member", "فهد بن محمد الشهري")[0]
session = opened["session"]
check("the session has its number and both dates", session.startswith("1/14") and opened["day_hijri"] < "1500"
      < opened["day_gregorian"] and [m["login"] for m in opened["members"]] == ["huda", None], opened)
check("what is ready is on the agenda", len(committee("majed", "agenda", "--fill")) == 9)
check("once", len(committee("majed", "agenda", "--fill")) == 9)

# A table with mistakes.
def number_of(serial):
    """A request's number that nobody has: digits and their Luhn digit."""
    digits = f"{accepted.split('/')[1]}{serial:06d}"
    total = sum(d if i % 2 else (2 * d - 9 if d > 4 else 2 * d) for i, d in enumerate(map(int, reversed("3" + digits))))
    return f"3/{digits[:4]}/{digits[4:]}/{-total % 10}"


wrong = accepted[:-1] + str((int(accepted[-1]) + 1) % 10)
bad = table("bad.csv", ["request_number,decision,reason_code,reason,notes", f"{accepted},accept,,,", f"{wrong},accept,,,",
                        f"{number_of(999999)},accept,,,", f"{second},perhaps,,,", f"{declined},decline,,,",
                        f"{spare},decline,because,,", f"{accepted},defer,more-data,,", f"{last},accept,,,",
                        f"{deferred},defer,outside-area,,"])
refused = committee("majed", "import", bad, code=1, says="7 of 9 rows")[0]
check("every bad row is named with its line", [r["line"] for r in refused["refused"]] == [3, 4, 5, 6, 7, 8, 10], refused)
whys = [r["why"] for r in refused["refused"]]
check("and why", all(word in why for word, why in zip(["check digit", "no request", "no decision", "needs a reason code",
      "no reason code", "line 2 already", "no reason code"], whys)), whys)
check("nothing is half imported", committee("majed", "list")[0]["decided"] == {"accepted": 0, "declined": 0, "deferred": 0})

# One by hand.
committee("nobody", "decide", second, "accept", code=1, says="diwan login")
committee("reem", "decide", second, "accept", code=1, says="may not")
for words, says in (((second, "perhaps"), "is no decision"), ((number_of(999999), "accept"), "no such request"), (("3/1", "accept"), "no such request"),
                    ((second, "decline"), "needs a reason code"), ((second, "decline", "--code", "because"), "is no reason code"),
                    ((second, "defer", "--code", "more-data", "--next-session", "1448/01/01"), "not after this one"),
                    (("99/1448", second, "accept"), "no session"), ((second, "accept", "--notes", "x" * 2001), "longer than 2000")):
    committee("majed", "decide", *words, code=1, says=says)
committee("majed", "decide", second, code=2, says="expected")
committee("majed", "decide", second, "decline", "--contact-by", "1448/13/01", code=2)
check("and nothing is decided by halves", committee("majed", "list")[0]["decided"] == {"accepted": 0, "declined": 0, "deferred": 0})
check("a decision is entered by hand", committee("majed", "decide", session, second.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")), "قبول",
      "--condition", "تقديم الفواتير", "--condition", "إشعارنا بالانتقال", "--next-step", "إحضار العقد", "--notes", "سرّ آخر")
      == [{"request_no": second, "decision": "accepted"}])
byhand = committee("majed", "preview", "--letter", second)[0]["text"]
check("and stands in its letter, but for the notes", all(words in byhand for words in ("تقديم الفواتير", "إشعارنا بالانتقال", "إحضار العقد"))
      and "سرّ" not in byhand, byhand)
check("another takes its place", committee("majed", "decide", session, second, "decline", "--code", "outside-scope")
      and committee("majed", "list")[0]["decided"] == {"accepted": 0, "declined": 1, "deferred": 0})

# A good one, as an older spreadsheet saves it.
arabic = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
rows = ["رقم الطلب;القرار;رمز السبب;السبب;الشروط;المطلوب;المبلغ;سبب التعجيل;ملاحظات;الاسم",
        f"{accepted.translate(arabic)};قبول;;;تقديم ما يثبت الصرف، إشعارنا بأي تغيّر;مراجعة مقرنا;خمسة آلاف ريال;;سرّ اللجنة;أحد",
        f"{second};موافقة;;;;;;;;", f"{declined};اعتذار;outside-scope;;;;;;نقاش داخلي;", f"{spare};قبول;;;;;;;;",
        f"{deferred};تأجيل;more-data;الدراسة تحتاج إلى زيارة;;;;;;", f"{last};قبول;;;;;;;;",
        f"{paper};قبول;;;;;خمسة آلاف ريال;;;", f"{unreached};قبول;;;;;;;;", f"{early};قبول;;;;;;;;"]
excel = table("decisions.csv", rows, "utf-8-sig")
taken = committee("majed", "import", excel)[0]
check("a table of Excel's is imported", (taken["imported"], taken["accepted"], taken["declined"], taken["deferred"],
      taken["early_without_reason"]) == (9, 7, 1, 1, 1), taken)
old = table("old.csv", [row.translate({ord(d): str(i) for i, d in enumerate("٠١٢٣٤٥٦٧٨٩")}) for row in rows], "cp1256")
again = committee("majed", "import", old)[0]
check("so is one in windows-1256, in place of it", (again["imported"], again["replaced"]) == (9, 9), again)

# The preview.
letters = {row["request_no"]: row for row in committee("majed", "preview")}
check("every letter of the run is there, by decision and channel", len(letters) == 9 and letters[paper]["channel"] == "paper"
      and letters[unreached]["standing"] == "unreached" and letters[declined]["decision"] == "declined", letters)
check("what keeps one is said", letters[early]["standing"] == "not_ready" and "earliest day" in letters[early]["why"], letters[early])
letter = committee("majed", "preview", "--letter", declined)[0]
check("one is shown as it would leave", "خارج عن نطاق خدمات الجمعية" in letter["text"] and "ثلاثين يوماً" in letter["text"], letter)
check("the sum stands on paper alone", "خمسة آلاف" in committee("majed", "preview", "--letter", paper)[0]["text"]
      and "خمسة آلاف" not in committee("majed", "preview", "--letter", accepted)[0]["text"])
committee("majed", "preview", "--pdf", room + "/paper.pdf")
check("those on paper are a PDF", open(room + "/paper.pdf", "rb").read(5) == b"%PDF-")

# Four eyes, counts, the day.
counts = ["--accepted", "7", "--declined", "1", "--deferred", "1"]
committee("stranger", "approve", *counts, code=1, says="diwan login")
committee("reem", "approve", *counts, code=1, says="may not")
committee("majed", "approve", *counts, code=1, says="'majed' opened this session, or entered")
log_in("huda")
committee("huda", "approve", *counts, code=1, says="which revision of session")
seen = ["--revision", letters[early]["revision"]]
counts += seen
committee("huda", "approve", *seen, "--accepted", "6", "--declined", "1", "--deferred", "1", code=1, says="count 6 accepted, and 7 are entered")
committee("huda", "approve", *seen, "--accepted", "7", code=1, says="not said how many are declined")
committee("huda", "approve", *counts, code=1, says="the earliest day")
committee("majed", "send", code=1, says="approved by a second person")
reasoned = table("early.csv", ["request number\tdecision\tearly reason", f"{early}\taccept\tالحالة طارئة"])
check("the reason is entered in its place", committee("majed", "import", reasoned)[0]["replaced"] == 1)
committee("huda", "approve", *counts, code=1, says="was changed since it was looked at")
counts[-1] = committee("huda", "preview")[0]["revision"]
run = committee("huda", "approve", *counts)[0]
check("then a second person approves", run["approved_by"] == "huda" and (run["letters"], run["by_mail"], run["on_paper"],
      run["refused"]) == (9, 7, 1, 1), run)
committee("majed", "import", reasoned, code=1, says="no session is open")
committee("majed", "import", reasoned, "--session", session, code=1, says="is approved and stays")
for statement in ("UPDATE committee_session SET accepted = 9", "DELETE FROM committee_session",
                  "UPDATE committee_decision SET outcome = 'accepted'", "DELETE FROM committee_decision",
                  "UPDATE committee_member SET name = 'x'", "DELETE FROM committee_member",
                  "INSERT INTO committee_member VALUES (1, 9, NULL, 'x')"):
    check(f"nobody gets past it: {statement[:38]}", "approved" in (broken(statement) or ""), broken(statement))

# Ten minutes.
ask("nobody", "clock")
check("the requests are moved", [state(n) for n in (accepted, declined, deferred, early)] ==
      ["accepted", "declined", "deferred", "accepted"])
sending = committee("majed", "send")[0]
check("the run is held", sending["state"] == "holding" and sending["leaves_at"], sending)
leave("+9m")
check("for ten minutes nothing leaves", mails() == [])
check("and it is called back", committee("majed", "recall", "--reason", "اسم خاطئ", wait="+9m")[0]["state"] == "recalled")
leave("+30m")
check("then nothing leaves at all", mails() == [])
committee("majed", "send", wait="+30m")
leave("+41m")
committee("majed", "recall", code=1, says="leaves already", wait="+41m")
sent = mails()
check("sent again, each leaves", len(sent) == 7, len(sent))
texts = [words_of(mail) for mail in sent]
check("with the session's number and its own", all(f"({session})" in text for text in texts)
      and len({word for text in texts for word in text.split() if word.startswith("2/14")}) >= 7, texts[0])
check("and nothing of what the committee noted", not any("سرّ" in t or "داخلي" in t or "خمسة آلاف" in t for t in texts))
ours = [mail for mail in sent if accepted in str(mail["Subject"])]
check("in the thread of what its applicant wrote last", [(str(m["In-Reply-To"]), "<first@" in str(m["References"]), "<since@" in
      str(m["References"])) for m in ours] == [("<since@applicants.example>", True, True)], [m.items() for m in ours])
check("others begin one", all(mail["In-Reply-To"] is None for mail in sent if mail not in ours))
check("a person's letter is no automatic one", all(mail["Auto-Submitted"] is None for mail in sent))

# Again, nothing.
leave("+45m")
status = committee("majed", "status")[0]
check("the run is told of", (status["state"], status["sent"], status["delivered"], status["queued"], status["on_paper"],
      status["refused"], status["in_doubt"]) == ("done", 7, 7, 0, 1, 1, 0), status)
committee("majed", "send", code=1, says="nothing of it is sent twice", wait="+46m")
leave("+60m")
check("a second start sends nothing twice", len(mails()) == 7)
ask("huda", "outbox", "print", room + "/print", "--by", "huda")
check("the one on paper is printed", committee("majed", "status")[0]["printed"] == 1)
check("the register holds their numbers, and none twice", place.try_to("register", "check").returncode == 0)
log = [row["words"] for row in place.lines("requests", "show", early)[0]["timeline"] if row["act"] == "accept"]
check("the step names session and reason", log and f"session {session}" in log[0] and "طارئة" in log[0], log)

# An objection is for others than who decided, and they prove who they are.
ask("nobody", "requests", "move", declined, "appeal", "--by", "huda", "--reason", "x", code=1, says="diwan login huda")
ask("huda", "requests", "move", declined, "appeal", "--reason", "x", code=1, says="'huda' decided")

# A correction is another decision.
ask("huda", "committee", "correct", declined, "--reason", "x", code=1, says="may not")
ask("majed", "committee", "correct", declined, code=1, says="asks for a reason")
ask("majed", "committee", "correct", declined, "--reason", "قُيّد لطلب آخر")
check("it is before the committee again", state(declined) == "before_committee")
other = committee("majed", "open", "--member", "huda")[0]["session"]
committee("majed", "import", table("correction.csv", ["request;decision", f"{declined};accept"]))
check("the preview says what it corrects", committee("majed", "preview")[0]["corrects"])
committee("huda", "approve", "--revision", committee("huda", "preview")[0]["revision"], "--accepted", "1", "--declined", "0", "--deferred", "0")
committee("majed", "send", other)
leave("+11m")
check("its letter leaves", len(mails()) == 8 and state(declined) == "accepted", len(mails()))
with sqlite3.connect(place.folder + "/office.db") as db:
    check("both decisions stand", db.execute("SELECT d.outcome, c.outcome FROM committee_decision d JOIN committee_decision c"
          " ON c.id = d.corrects").fetchall() == [("accepted", "declined")])

# A circular: one letter a second.
with open(place.conf, "a") as conf:
    conf.write("[committee]\nper_minute=60\n")
with open(room + "/policy.json", "w") as out:
    json.dump({"document": "دليل سياسة دعم المستفيدين", "version": "4", "changes": ["مدة أطول لاستكمال المستندات"]}, out)
committee("majed", "circular", "declined", "--to", "all", code=1, says="not for circulars")
committee("majed", "circular", "circular", "--to", "all", code=1, says="document")
circular = committee("majed", "circular", "circular", "--to", "all", "--model", room + "/policy.json")[0]
check("a circular is prepared for who can be written to", (circular["letters"], circular["by_mail"], circular["on_paper"]) == (7, 6, 1),
      circular)
named = ["--run", str(circular["run"])]
committee("majed", "send", *named, code=1, says="not approved")
committee("majed", "approve", *named, code=1, says="somebody else")
committee("huda", "approve", *named, code=1, says="which revision of run")
committee("huda", "approve", *named, "--revision", "00000000", code=1, says="was changed since it was looked at")
committee("huda", "approve", *named, "--revision", committee("huda", "preview", *named)[0]["revision"])
committee("majed", "send", *named)
leave("+11m")
check("the throttle lets one leave", len(mails()) == 9, len(mails()))
committee("majed", "pause", *named, wait="+11m")
leave("+13m")
check("paused, none does", len(mails()) == 9)
committee("majed", "resume", *named, wait="+13m")
committee("majed", "stop", *named, wait="+13m", code=1, says="asks for a reason")
committee("majed", "stop", *named, "--reason", "نص جديد", wait="+13m")
leave("+14m")
check("stopped, none does", len(mails()) == 9)
committee("majed", "send", *named, wait="+14m")
for minute in range(25, 30):
    leave(f"+{minute}m")
check("sent anew, each has it once", len(mails()) == 14 and len({str(mail["To"]) for mail in mails() if "سياساتنا" in str(mail["Subject"])}) == 6, len(mails()))
ask("majed", "login", "--out")
committee("majed", "open", code=1, says="diwan login")
# Who is logged in need not say who he is, and the journal does.
log_in("majed")
ask("majed", "letters", "hold", "1", "--reason", "to be looked at")
with sqlite3.connect(place.folder + "/office.db") as db:
    check("what is done bears the name of who is logged in",
          db.execute("SELECT actor FROM journal WHERE letter_id = 1 ORDER BY id DESC LIMIT 1").fetchone() == ("majed",))
finish()
END
