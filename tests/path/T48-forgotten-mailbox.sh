#!/bin/sh
# Somebody is forgotten while the office is at work; then its mailbox is read again from the beginning, with their letters still in it.
. "$(dirname "$0")/../lib/tap.sh"
[ "$(id -u)" = 0 ] || skip_all "Postfix needs root"
story <<'END'
import glob, json, os, random, sqlite3, subprocess
import office as o
from tap import *

rng = random.Random(48)
persons = o.people(3, rng)
hers = persons[0]
mails = [mail for _, person, mail in o.letters(persons, 60, rng) if person][:12]
post = o.PostOffice(room + "/post", "letters@charity.example", "bulk@applicants.example")
place = o.Office(room + "/office", post, persons)
os.remove(place.folder + "/applicants.csv")
theirs = [hers["email"], hers["national_id"], hers["full_name"]]


def ask(login, *words, given=None):
    home = f"{room}/home-{login}"
    os.makedirs(home, 0o700, exist_ok=True)
    return subprocess.run([place.diwan, "-c", place.conf, *words], capture_output=True, text=True,
                          env=dict(os.environ, XDG_RUNTIME_DIR=home), input=given)


def found():
    """Files of the office in which a word of theirs stands."""
    return [path for path in glob.glob(place.folder + "/**", recursive=True) if os.path.isfile(path)
            and any(word.encode() in open(path, "rb").read() for word in theirs)]


try:
    passwords = {login: place.lines("staff", "add", login, "--name", login, "--role", role)[0]["password"]
                 for login, role in (("noof", "relations"), ("huda", "secretary"))}
    for login in passwords:
        ask(login, "login", login, "--password-file", "-", given=passwords[login] + "\n")
    place.start()
    post.send(mails)
    check("letters are taken and answered", place.wait_idle(len(mails), 90), lambda: place.run("status"))
    for row in place.lines("requests", "list", "--file-no", hers["file_no"]):
        place.run("requests", "move", row["request_no"], "withdrawn", "--by", "noof", "--reason", "asked")
    wish = lambda: ask("noof", "applicants", "erase", hers["file_no"], "--ask", "--reason", "asked")
    check("when nothing to them is on its way any more, one wishes it", wait_for(90, lambda: wish().returncode == 0), wish)
    check("until then there are words of theirs", found())
    count = len(place.lines("letters", "list"))
    done = lambda: ask("huda", "applicants", "erase", hers["file_no"], "--approve")
    first = done()
    check("it is done while the office is at work, or says that it has to go on", first.returncode == 0 or "--approve again" in first.stderr, first)
    check("and then is", first.returncode == 0 or wait_for(60, lambda: done().returncode == 0 or "erased already" in done().stderr), done)
    check("no file has a word of theirs", not found(), found)
    check("no role of the office ended", not [line for line in place.log().splitlines() if "ended=" in line], place.log)
    place.stop()

    db = sqlite3.connect(place.folder + "/office.db")
    db.execute("DELETE FROM cursor")
    db.commit()
    deliveries = db.execute("SELECT COUNT(*) FROM delivery").fetchone()[0]
    place.run("fetch")
    place.run("process")
    check("the mailbox is read again from its beginning", db.execute("SELECT COUNT(*) FROM delivery").fetchone()[0] > deliveries)
    db.close()
    check("and brings nothing back", len(place.lines("letters", "list")) == count and not found(), found)
    [files], [audit] = place.lines("archive", "verify"), place.lines("audit", "verify")
    check("archive and journal are well", files["well"] and audit["well"], (files, audit))
finally:
    place.stop()
    post.stop()
finish()
END
