#!/bin/sh
# Requests are closed, their applicants are asked how satisfied they are and answer as people do; nobody sees what few said. Then
# the board's report of years of requests, held against figures counted elsewhere.
. "$(dirname "$0")/../lib/tap.sh"
[ "$(id -u)" = 0 ] || skip_all "Postfix needs root"
command -v faketime >/dev/null || skip_all "there is no faketime"
story <<'END'
import csv, datetime, email, email.policy, html as markup, imaplib, json, os, random, re, sqlite3, ssl, subprocess, time, urllib.error, urllib.parse, urllib.request
import office as o
import years as y
from tap import *

rng = random.Random(38)
persons = o.people(12, rng)
post = o.PostOffice(room + "/post", "letters@charity.example", "bulk@applicants.example")
place = o.Office(room + "/office", post, persons, more="[web]\npublic_url=https://diwan.charity.example\n")
AS_BEFORE = "\u2066\u2067\u2068\u2069"


def later(wait, *words):
    """A command of the office after a while, "+6d"."""
    done = subprocess.run(["faketime", "-f", wait, place.diwan, "-c", place.conf, *words], capture_output=True, text=True)
    if done.returncode:
        check(f"{wait} diwan {' '.join(words)}", False, done.stderr)
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def inbox():
    box = imaplib.IMAP4_SSL(post.host, post.imaps, ssl_context=ssl.create_default_context(cafile=post.ca))
    box.login("bulk@applicants.example", open(post.secret("bulk@applicants.example")).readline().strip())
    box.select("INBOX", readonly=True)
    _, found = box.fetch("1:*", "(BODY.PEEK[])")
    box.logout()
    return [email.message_from_bytes(part[1], policy=email.policy.default) for part in found if isinstance(part, tuple)]


def questions():
    """The survey's mails, by recipient."""
    return {str(mail["To"]).strip("<>"): mail for mail in inbox() if mail["Subject"].startswith("سؤال واحد")}


def letter_of(person, subject, body, answers=None, sender=None):
    mail = email.message.EmailMessage(policy=email.policy.SMTP)
    mail["From"] = email.headerregistry.Address(person["full_name"], *(sender or person["email"]).split("@"))
    mail["To"], mail["Subject"] = "letters@charity.example", subject
    mail["Message-ID"] = f"<{rng.getrandbits(60)}@applicants.example>"
    mail["Date"] = email.utils.format_datetime(email.utils.localtime())
    mail["Authentication-Results"] = f"{o.AUTHORITY}; dmarc=pass header.from=applicants.example"
    if answers:
        mail["In-Reply-To"] = answers["Message-ID"]
    mail.set_content(body)
    return mail


def take(mails):
    known = len(place.lines("letters", "list"))
    post.send(mails)
    wait_for(40, lambda: place.run("fetch") and len(place.lines("letters", "list")) >= known + len(mails))
    place.run("process")
    found = {row["message_id"]: row for row in place.lines("letters", "list")}
    return [found[str(mail["Message-ID"]).strip("<>")] for mail in mails]


def survey():
    return later("+7d", "survey", "--json")[0]


def results():
    """What survey and report tell once nobody can answer any more."""
    day = lambda n: (datetime.date.today() + datetime.timedelta(days=n)).isoformat()
    span = ["--from", day(-400), "--to", day(129), "--json"]
    return later("+130d", "survey", *span)[0], later("+130d", "report", *span)[0]["satisfaction"]


def ask(url, form=None):
    """Status and text of a page; a redirect is not followed."""
    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *args):
            return None
    data = urllib.parse.urlencode(form).encode() if form else None
    try:
        with urllib.request.build_opener(Stay).open(url, data, timeout=20) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as wrong:
        return wrong.code, wrong.headers.get("Location") or wrong.read().decode()


web = None
try:
    place.run("staff", "add", "noura", "--name", "نورة", "--role", "relations")
    taken = take([letter_of(p, "استفسار", "السلام عليكم، ما هي أوقات الدوام؟") for p in persons])
    numbers = [row["request_no"] for row in taken]
    check("twelve enquiries open twelve requests", len(set(numbers)) == 12 and all(numbers), taken)
    for number in numbers:
        place.run("requests", "move", number, "answered", "--reason", "by telephone", "--by", "noura")
        place.run("requests", "move", number, "closed", "--by", "noura")
    check("a survey is owed for each", survey()["owed"] == 12, survey)
    check("for some days nobody is asked", later("+4d", "clock", "--json")[0]["sent"] == 0)
    check("then each is, once", later("+6d", "clock", "--json")[0]["sent"] == 12 and later("+6d", "clock", "--json")[0]["sent"] == 0)
    later("+6d", "deliver")
    check("the question arrives", wait_for(40, lambda: len(questions()) == 12), lambda: len(inbox()))
    asked = questions()
    mail = asked[persons[0]["email"]]
    text = "".join(c for c in mail.get_body(("plain",)).get_content() if c not in AS_BEFORE)
    html = mail.get_body(("html",)).get_content()
    links = re.findall(r'mailto:letters@charity\.example\?subject=[^"]+', html)
    pages = {who: re.search(r"https://diwan\.charity\.example/f/([a-z2-7]{32})", each.get_body(("plain",)).get_content()).group(1)
             for who, each in asked.items()}
    check("with five answers, five prepared mails and a page", len(set(links)) == 5 and "غير راضٍ إطلاقاً" in text, (links, text))
    check("it is sent by itself and is no letter of substance", mail["Auto-Submitted"] == "auto-generated" and "2/14" not in text
          and place.lines("register", "outgoing") == [], mail.items())

    # Replies of nothing but a number.
    said = ["٥", "۴", "5", "راضٍ جداً", "خمسة\n\nSent from my phone"]
    rows = take([letter_of(p, "Re: " + str(mail["Subject"]), words, answers=asked[p["email"]]) for p, words in zip(persons, said)])
    check("a number in any digits is an answer and nothing else",
          [row["kind"] for row in rows] == ["survey_answer"] * 5 and all(row["state"] == "done" for row in rows), rows)
    check("it opens nothing, has no number, and nobody has to see to it",
          not any(row["in_no"] or row["request_no"] or row["file_no"] or row["hold_reason"] for row in rows), rows)
    refused = subprocess.run([place.diwan, "-c", place.conf, "letters", "decode", str(rows[0]["id"]), "--as", "utf-8", "--by", "noura"],
                             capture_output=True, text=True)
    check("it is not decoded again, which would say whose it was", refused.returncode == 1 and "nobody's" in refused.stderr, refused.stderr)
    found = survey()
    check("five answers are counted and hidden", found["answered"] == 5 and found["hidden"] and found["ratings"] is None, found)

    # A prepared mail, from another address, as people have.
    link = urllib.parse.urlsplit(markup.unescape(re.findall(r'mailto:[^"]+', asked[persons[5]["email"]].get_body(("html",)).get_content())[1]))
    fields = urllib.parse.parse_qs(link.query)
    rows = take([letter_of(persons[5], fields["subject"][0], fields["body"][0], sender="other@elsewhere.example")])
    check("a prepared mail is an answer, whoever sends it", rows[0]["kind"] == "survey_answer" and survey()["answered"] == 6, rows)

    # What is not only a number, or not theirs.
    rows = take([letter_of(persons[6], "Re: سؤال", "٢\nتأخرتم في الرد عليّ كثيراً", answers=asked[persons[6]["email"]]),
                 letter_of(persons[7], "Re: سؤال", "5", answers=asked[persons[7]["email"]], sender="bulk+thief@applicants.example"),
                 letter_of(persons[8], "Re: سؤال", "أود أن أسأل عن أمر آخر", answers=asked[persons[8]["email"]])])
    check("words besides the number are a letter for staff too, and the number counts",
          rows[0]["kind"] == "letter" and rows[0]["in_no"] and rows[0]["request_no"] and survey()["answered"] == 7, rows[0])
    check("somebody else's number is a letter", rows[1]["kind"] == "letter" and rows[1]["in_no"], rows[1])
    check("so are words alone", rows[2]["kind"] == "letter" and rows[2]["request_no"], rows[2])

    # A number below another mail of ours is no answer to the question, though it stands in the same thread.
    other = next(m for m in inbox() if persons[8]["email"] in str(m["To"]) and not m["Subject"].startswith("سؤال واحد"))
    number = letter_of(persons[8], "Re: إشعار", "5", answers=other)
    number["References"] = asked[persons[8]["email"]]["Message-ID"] + " " + other["Message-ID"]
    row = take([number])[0]
    check("a number below the acknowledgement is a letter", row["kind"] == "letter" and survey()["answered"] == 7, row)

    # The page.
    web = subprocess.Popen([place.diwan, "role", "web", place.conf], stderr=subprocess.PIPE, text=True)
    base = next(re.search(r"web=(\S+?)/?$", line).group(1) for line in web.stderr if "web=" in line)
    page = base + "/f/" + pages[persons[9]["email"]]
    for language, word in (("ar", "ما مدى رضاكم"), ("en", "How satisfied")):
        status, body = ask(page + "?lang=" + language)
        check(f"the page asks in {language} and names nobody", status == 200 and word in body
              and not any(p["full_name"] in body for p in persons), body)
    check("scanners of mail that follow links answer nothing", survey()["answered"] == 7, survey)
    status, where = ask(page, {"rating": "4"})
    check("a choice is an answer", status == 303 and "survey_taken" in where and survey()["answered"] == 8, where)
    status, where = ask(page, {"rating": "1"})
    check("a second one corrects it", status == 303 and "survey_corrected" in where and survey()["answered"] == 8, where)
    check("no choice is none", ask(page, {"rating": "9"})[0] == 400 and survey()["answered"] == 8)
    forged = page[:-1] + ("a" if page[-1] != "a" else "b")
    check("a token that was changed leads nowhere", ask(forged)[0] == 404 and ask(forged, {"rating": "5"})[0] == 404)
    check("staff's pages are not for whoever is asked", ask(base + "/survey")[0] == 303 and ask(base + "/report")[0] == 303)

    # Nine are hidden, ten are not.
    take([letter_of(persons[8], "Re: سؤال", "3", answers=asked[persons[8]["email"]])])
    found, report = results()
    check("nine answers are hidden, in the report as well", found["answered"] == 9 and found["hidden"] and found["mean"] is None
          and report["surveys_answered"] == 9 and report["satisfaction_mean"] is None
          and set(report["ratings"].values()) == {None}, (found, report))
    take([letter_of(persons[10], "Re: سؤال", "٥", answers=asked[persons[10]["email"]])])
    check("ten are while somebody may still answer", survey()["hidden"] and survey()["answered"] == 10, survey)
    found, report = results()
    wanted = {"1": 1, "2": 1, "3": 1, "4": 2, "5": 5}
    check("of a quarter that is over ten are shown", not found["hidden"] and found["told"] == 10 and found["ratings"] == wanted and abs(found["mean"] - 3.9) < 1e-9, found)
    check("and in the report", report["ratings"] == wanted and report["surveys_sent"] == 12 and report["surveys_told"] == 10 and report["satisfied"] == 0.7, report)
    check("by name of nobody", not any(p["full_name"] in json.dumps([found, report], ensure_ascii=False) for p in persons))

    # What can be listed does not say who answered what.
    db = sqlite3.connect(place.folder + "/office.db")
    columns = [row[1] for row in db.execute("PRAGMA table_info(survey_answer)")]
    check("an answer stands without whose it is", columns == ["mark", "asked_at", "rating"], columns)
    kept = db.execute("SELECT COUNT(*), COUNT(subject), COUNT(from_address), COUNT(party_id), COUNT(request_id) FROM letter"
                      " WHERE kind = 'survey_answer'").fetchone()
    check("and its mail without words and writer", kept == (8, 0, 0, 0, 0)
          and not db.execute("SELECT 1 FROM letter_text t JOIN letter l ON l.id = t.letter_id WHERE l.kind = 'survey_answer'").fetchall(), kept)
    db.close()

    # Nobody is asked twice in ninety days.
    again = take([letter_of(persons[11], "استفسار", "سؤال عن أوقات العمل")])[0]["request_no"]
    place.run("requests", "move", again, "answered", "--reason", "by telephone", "--by", "noura")
    place.run("requests", "move", again, "closed", "--by", "noura")
    check("who was asked lately is not asked again", later("+8d", "clock", "--json")[0]["sent"] == 0 and survey()["owed"] == 0, survey)

    # Years of requests: what the report says is what was counted elsewhere.
    place.run("init", room + "/years", config=False)
    conf = room + "/years/diwan.conf"
    now = int(time.time() * 1000)
    many = y.Years(room + "/years/office.db", now - 760 * y.DAY)
    many.make(1500)

    def told(*words):
        return subprocess.run([place.diwan, "-c", conf, "report", *words], capture_output=True, text=True)

    riyadh = datetime.timezone(datetime.timedelta(hours=3))
    for first, last in (("2024/11/01", "2026/11/23"), ("2025/03/01", "2025/05/31")):
        begin, end = (datetime.datetime(*map(int, day.split("/")), tzinfo=riyadh) for day in (first, last))
        expected = many.expected(begin.timestamp() * 1000, (end + datetime.timedelta(days=1)).timestamp() * 1000, y.HOUR)
        found = json.loads(told("--from", first, "--to", last, "--json").stdout)
        wrong = y.differences(expected, found)
        check(f"from {first} to {last} every figure is the one counted elsewhere", not wrong, "\n".join(wrong))
    check("the same period in the other calendar says the same",
          json.loads(told("--from", "1446/9/1", "--to", "٢٩/١١/١٤٤٦", "--json").stdout)["committee"]
          == json.loads(told("--from", "2025/03/01", "--to", "2025/05/27", "--json").stdout)["committee"])
    done = told("--from", "2025/03/01", "--to", "2025/05/31", "--csv", room + "/report.csv", "--pdf", room + "/ar.pdf", "--language", "ar")
    with open(room + "/report.csv", encoding="utf-8-sig", newline="") as table:
        cells = {(row["section"], row["group"], row["figure"]): row for row in csv.DictReader(table)}
    check("the table has the same figures", cells["committee", "", "decided"]["value"] == str(found["committee"]["decided"])
          and float(cells["courtesy", "", "acknowledged_within"]["value"]) == found["courtesy"]["acknowledged_within"], done.stderr)
    check("and no cell a spreadsheet would compute", not any(cell.startswith(tuple("=+-@")) for row in cells.values() for cell in row.values()))
    told("--from", "2025/03/01", "--to", "2025/05/31", "--pdf", room + "/en.pdf", "--language", "en")
    if subprocess.run(["which", "pdftotext"], capture_output=True).returncode == 0:
        arabic, english = (subprocess.run(["pdftotext", f"{room}/{name}.pdf", "-"], capture_output=True, text=True).stdout for name in ("ar", "en"))
        arabic = "".join(c for c in arabic if c not in AS_BEFORE + "\u202a\u202b\u202c\u200f\u200e")
        check("the sheets tell the clause in Arabic", "رد لجنة البحث خلال مدة لا تقل عن أسبوعين" in arabic, arabic)
        check("and in English", "not less than two weeks" in english and f"{found['committee']['decided']}" in english, english)
    check("a day that is none is told", told("--from", "2025/13/40").returncode == 2 and "--from" in told("--from", "2026/2/2", "--to", "2026/1/1").stderr)
finally:
    if web:
        web.terminate()
        web.wait(10)
    post.stop()
finish()
END
