#!/bin/sh
# Every command: its help with an example, its JSON with the documented members, and its exit: 0 done, 1 refused, 2 misused.
. "$(dirname "$0")/../lib/tap.sh"
story <<'END'
import csv, json, os, re, subprocess, sys
from tap import *

sample, office = os.environ["SAMPLE"], room + "/office"
conf = office + "/diwan.conf"


def diwan(*words, config=None):
    done = subprocess.run([os.environ["DIWAN"], *(["-c", config] if config else []), *words], capture_output=True, text=True,
                          timeout=120, env={k: v for k, v in os.environ.items() if k != "DIWAN_CONFIG"})
    return done


def ends(code, *words, says="", config=conf):
    """The command ends with code; what it refuses it says on stderr."""
    done = diwan(*words, config=config)
    check(f"diwan {' '.join(words).replace(room + '/', '')}: exit {code}",
          done.returncode == code and says in done.stderr and (code == 0 or done.stderr), done)
    return done


def members(code, shape, *words, config=conf, lines=None):
    """Each line of --json is an object with exactly these members; json.tool takes it. Returns the objects."""
    done = diwan(*words, "--json", config=config)
    objects, wrong = [], [] if done.stdout else ["it says nothing"]
    for line in done.stdout.splitlines():
        tool = subprocess.run([sys.executable, "-m", "json.tool"], input=line, capture_output=True, text=True)
        objects.append(json.loads(line) if tool.returncode == 0 else {})
        wrong += list(differences(shape, objects[-1])) if tool.returncode == 0 else [tool.stderr]
    if lines is not None and len(objects) != lines:
        wrong.append(f"{len(objects)} lines")
    check(f"diwan {' '.join(words).replace(room + '/', '').replace(sample + '/', '')} --json: {len(objects)} as documented",
          done.returncode == code and not wrong, (wrong[:5], done.returncode, done.stderr, done.stdout[:1500]))
    return objects or [{}]


def objects_of(*words):
    return [json.loads(line) for line in diwan(*words, "--json", config=conf).stdout.splitlines()]


def differences(shape, value, at=""):
    """shape: {member: shape}, [shape of each], or None for a plain value; None stands in for any object."""
    if isinstance(shape, dict) and value is not None:
        if not isinstance(value, dict):
            yield f"{at} is no object"
        elif list(shape) != list(value):
            yield f"{at}: {list(value)}, not {list(shape)}"
        else:
            for member in shape:
                yield from differences(shape[member], value[member], f"{at}.{member}")
    elif isinstance(shape, list):
        if not isinstance(value, list):
            yield f"{at} is no array"
        else:
            for i, one in enumerate(value):
                yield from differences(shape[0], one, f"{at}[{i}]")
    elif shape is None and isinstance(value, (dict, list)):
        yield f"{at} is no plain value"


def of(names, **deeper):
    return {name: deeper.get(name) for name in names.split()}


ADDRESS = of("name address")
PARSE = of("file kind message_id in_reply_to references date from forwarded_from reply_to to cc subject text new_text html attachments bounce "
           "authentication form defects unreadable_chars", in_reply_to=[None], references=[None], **{"from": ADDRESS},
           reply_to=[ADDRESS], to=[ADDRESS], cc=[ADDRESS], attachments=[of("name media_type size sha256 inline")],
           bounce=of("original_message_id recipients", recipients=[of("address action status smtp_code permanent reason diagnostic")]),
           authentication=of("trusted spf dkim dmarc"), form=of("name fields", fields=[of("name label value")]), defects=[None])
READ = of("file pages seconds", pages=[of("number width height dpi rotation skew source text confidence legible words codes",
                                          words=[of("text x y width height confidence")], codes=[of("type text")])])
CANDIDATES = [of("file_no probability clues", clues=[of("kind level seen value on_record weight place",
                                                      place=of("part start end page box confidence", box=[None]))])]
IDENTIFY = of("file outcome file_no probability note candidates", candidates=CANDIDATES)
# The documented members of a letter, and where it came from.
LETTER = "id in_no message_id received_at kind state outcome hold_reason file_no request_no answered"
LETTER += " medium source file_name duplicate_of reread_note rejected_at rejected_why batch"
PIECE = "piece of first_page last_page"
JOURNAL = [of("at actor act note")]
SEARCH = of("total milliseconds hits", hits=[of("letter in_no page score snippet boxes", boxes=[[None]])])
PARTY = "file_no party_kind full_name national_id email mobile city iban birth_date"
REQUEST = "request_no kind state file_no full_name opened_at changed_at assigned_to due overdue completed earliest"
REQUEST += " target expected paused paused_why"

COMMANDS = {"init": "", "serve": "", "demo": "", "check": "", "status": "", "take": "", "fetch": "", "process": "", "deliver": "", "clock": "",
            "parse": "", "read": "", "identify": "", "applicants": "duplicates merge separate export erase", "letters": "list show hold release undecide readings verify seen form decode reply recall reject",
            "requests": "list show move undo document ask confirm register refer return referrals contact assign pause resume "
                        "extend reclassify complained link", "library": "add list show retire",
            "register": "incoming outgoing requests contacts beneficiaries show void check", "render": "", "search": "", "reread": "",
            "staff": "add passwd role leave list", "backup": "", "restore": "", "archive": "verify", "audit": "verify",
            "committee": "open list agenda minutes import preview approve send recall pause resume stop status correct circular",
            "login": "", "report": "", "survey": "", "outbox": "list resend paper print posted returned readdress close", "form": "", "separators": ""}
listed = diwan("--help")
check("diwan --help lists every command", listed.returncode == 0
      and set(re.findall(r"^  (\w+)", listed.stdout, re.M)) == set(COMMANDS), listed)
for command, acts in COMMANDS.items():
    for words in [[command]] + [[command, act] for act in acts.split()]:
        done = diwan(*words, "--help")
        example = done.stdout.partition("Example:\n")[2]
        check(f"diwan {' '.join(words)} --help has an example", done.returncode == 0 and f"{words[0]}" in example, done)
        if "--by" in done.stdout.partition("Example:")[0]:
            check(f"diwan {' '.join(words)} --help says who need not be named", "diwan login" in done.stdout, done)
for command in COMMANDS:
    ends(2, command, "--no-such-option", config=None)
ends(2, "nonsense", says="there is no command 'nonsense'", config=None)
ends(2, config=None)
ends(2, "status", config=room + "/absent.conf", says="absent.conf")

[made] = members(0, of("office login password"), "init", office, config=None)
ends(1, "init", office, config=None)
ends(2, "init", config=None)
os.mkdir(office + "/scans")
with open(conf, "a") as out:
    out.write(f"[mail]\naddresses=letters@charity.example\n[scan main]\npath=scans\n[relay]\ndirectory=sent\n"
              f"[web]\nlisten=127.0.0.1:0\n")

IMPORT = of("file new changed unchanged refused seconds", refused=[of("line reason")])
[table] = members(0, IMPORT, "applicants", "import", sample + "/applicants.csv")
with open(room + "/wrong.csv", "w") as out:
    out.write("file_no,full_name,national_id\nB-1,محمد سعد القحطاني,\nB-2,هند سعد القحطاني,1234567890\n")
[wrong] = members(1, IMPORT, "applicants", "import", room + "/wrong.csv")
check("the wrong row is named, the other taken", wrong["new"] == 1 and [r["line"] for r in wrong["refused"]] == [3], wrong)
people = members(0, of(PARTY), "applicants", "list", lines=table["new"] + 1)
file_no = people[0]["file_no"]
members(0, of(PARTY + " requests", requests=[None]), "applicants", "show", file_no, lines=1)
ends(1, "applicants", "show", "no-such")
ends(1, "applicants", "import", room + "/absent.csv")
ends(2, "applicants")

mails = [f"{sample}/{name}" for name in ("01-arabic.eml", "02-windows-1256.eml", "11-unknown.eml", "15-bounce.eml", "16-newsletter.eml")]
members(0, PARSE, "parse", *mails, lines=len(mails), config=None)
members(1, PARSE, "parse", mails[0], room + "/absent.eml", lines=1, config=None)
ends(2, "parse", config=None)
members(0, READ, "read", sample + "/two-pages.tiff", lines=1, config=None)
ends(1, "read", room + "/wrong.csv", config=None)
ends(2, "read", config=None)
members(0, IDENTIFY, "identify", *mails[:3], lines=3)
ends(1, "identify", room + "/absent.eml")
ends(2, "identify")

FORM = of("form version fields", fields=[of("name kind cells box", box=[None])])
members(0, FORM, "form", room + "/form.pdf", lines=1)
ends(1, "form", room + "/form.pdf", "--request", "3/1448/999999/9", says="no request")
ends(2, "form")
members(0, of("file sheets pages"), "separators", room + "/sheets.pdf", "--sheets", "2", lines=1)
ends(2, "separators")

members(0, of("taken refused"), "take", *mails[:3], lines=1)
members(1, of("taken refused"), "take", mails[3], room + "/absent.eml", lines=1)
ends(2, "take")
with open(sample + "/flatbed.pdf", "rb") as scan, open(office + "/scans/one.pdf", "wb") as out:
    out.write(scan.read())
os.utime(office + "/scans/one.pdf", (1e9, 1e9))
[fetched] = members(0, of("taken refused"), "fetch", lines=1)
check("the scan was fetched", fetched.get("taken") == 1, fetched)
members(0, of("processed refused"), "process", lines=1)
members(0, of("tried refused"), "deliver", lines=1)
check("what was delivered lies there", wait_for(5, lambda: len(os.listdir(office + "/sent")) >= 2))
OUTBOX = of("id channel state purpose recipient in_no request_no attempts in_doubt closed said next created_at due_at sent_at")
members(0, OUTBOX, "outbox", "list", "--state", "sent")
members(0, of("run letters"), "outbox", "print", room + "/run", "--by", "admin", lines=1)
ends(1, "outbox", "posted", "1", "--by", "nobody", says="nobody")
ends(1, "outbox", "returned", "9", "--reason", "x", "--by", "admin", says="no letter on paper")
ends(1, "outbox", "resend", "999", "--by", "admin", says="not delivered")
ends(2, "outbox", "paper", "1")
for command in ("fetch", "process", "deliver"):
    ends(2, command, "too", "many")

letters = members(0, of(LETTER), "letters", "list", lines=5)
held = members(0, of(LETTER), "letters", "list", "--held")
[shown] = members(0, of(LETTER + " from_name from_address subject hold_note text candidates decisions journal pieces", pieces=[of("letter in_no " + PIECE)], candidates=CANDIDATES,
                     decisions=[of("at actor kind reason undone_at undone_by undone_why")],
                        journal=JOURNAL), "letters", "show", str(held[0]["id"]))
check("a letter is found by its number as well", diwan("letters", "show", held[0]["in_no"] or "-", config=conf).returncode == 0, held)
plain = next(r for r in letters if not r["hold_reason"] and r["kind"] == "letter")
[now] = members(0, of(LETTER), "letters", "hold", str(plain["id"]), "--by", "admin", "--reason", "asks about two people")
check("the letter is held", now["state"] == "held" and now["hold_reason"], now)
[now] = members(0, of(LETTER), "letters", "release", str(held[0]["id"]), "--applicant", file_no, "--by", "admin")
check("the letter is this applicant's", now["file_no"] == file_no and not now["hold_reason"], now)
ends(1, "letters", "show", "999")
ends(1, "letters", "hold", "999", "--by", "admin", "--reason", "x")
numbered = next(r["in_no"] for r in letters if r["in_no"])
for name in (numbered[:-1] + str((int(numbered[-1]) + 1) % 10), "2" + numbered[1:], numbered.split("/")[0] + "abc"):
    ends(1, "letters", "show", name)
    ends(1, "letters", "hold", name, "--by", "admin", "--reason", "a number mistyped is no other letter's id")

READING = of("letter in_no page current read_at method source confidence verified_by verified_at trouble text")
scan = str(next(r for r in letters if r["file_name"])["id"])
[again] = members(0, of("id in_no pages changed beside failed note"), "reread", "--letter", scan, lines=1)
check("one page was read again", (str(again["id"]), again["pages"], again["failed"]) == (scan, 1, 0), again)
versions = members(0, READING, "letters", "readings", scan, lines=2)
check("the present reading stands before the other", [v["current"] for v in versions] == [True, False], versions)
members(0, of("letter by"), "letters", "verify", scan, "1", "--by", "admin", lines=1)
ends(1, "letters", "verify", scan, "2", "--by", "admin", says="no page 2")
ends(2, "letters", "verify", scan, "1")
ends(1, "letters", "readings", "999")
ends(1, "letters", "seen", scan, "--by", "admin", says="no note")
ends(1, "reread", "--letter", "999", says="there is no letter 999")
ends(2, "reread", "--below", "well")
ends(2, "reread", "--model-older-than", "2026-02-30", says="no day")
ends(1, "letters", "release", str(held[0]["id"]), "--applicant", "no-such", "--by", "admin")
ends(2, "letters", "release", "1", "--by", "admin")
ends(2, "letters", "list", "--state", "nonsense")
ends(2, "letters", "show")
ends(2, "letters")

[request, *_] = members(0, of(REQUEST + " letters"), "requests", "list")
number = request.get("request_no", "-")
WHOLE = of(REQUEST + " about letters checklist unconfirmed moves timeline journal", letters=[of("id in_no received_at kind answered")],
           checklist=[of("document required state letter in_no received expires by reason")], unconfirmed=[None], moves=[None],
           timeline=[of("at what id number actor act words")], journal=JOURNAL)
members(0, of("begun reminded rested delays sent decisions_moved letters_queued letters_refused"), "clock", lines=1)
members(0, WHOLE, "requests", "show", number, lines=1)
ends(1, "requests", "show", "3/1448/999999/0")
members(0, of(REQUEST + " letters"), "requests", "list", "--due-soon", lines=1)
check("nothing is overdue", diwan("requests", "list", "--overdue").stdout == "")
ends(2, "requests", "list", "--overdue", "--due-soon")
ends(2, "requests")
ends(2, "requests", "move", number, "complete")
ends(1, "requests", "move", number, "complete", "--by", "nobody-known")
ends(1, "requests", "move", number, "complete", "--by", "admin", says="may not make the move")
ends(1, "requests", "contact", "--request", number, "--channel", "pigeon", "--summary", "x", "--by", "admin")
DOCUMENT = "name title_ar title_en version file_name media_type size sha256 added_at added_by note enclosed retired_at retired_by retired_why"
for version in (1, 2):
    with open(room + "/bylaws.pdf", "w") as out:
        out.write(f"%PDF-1.4 version {version}")
    [bylaws] = members(0, of(DOCUMENT), "library", "add", "bylaws", room + "/bylaws.pdf", "--by", "admin", lines=1)
    check(f"it is version {version}", bylaws["version"] == version and bylaws["title_en"], bylaws)
ends(1, "library", "add", "bylaws", room + "/bylaws.pdf", "--by", "admin", says="the same bytes")
ends(1, "library", "add", "guide", room + "/wrong.csv", "--by", "admin", says="cannot be enclosed")
ends(2, "library", "add", "guide", room + "/bylaws.pdf")
members(0, of(DOCUMENT), "library", "list", lines=1)
members(0, of(DOCUMENT + " went_to", went_to=[of("at outbox number recipient")]), "library", "show", "bylaws", lines=2)
ends(0, "library", "show", "bylaws", "--version", "1", "--out", room + "/first.pdf")
check("a former version comes out as it was", open(room + "/first.pdf").read() == "%PDF-1.4 version 1")
ends(1, "library", "show", "bylaws", "--version", "3", says="no version 3")
[gone] = members(0, of(DOCUMENT), "library", "retire", "bylaws", "--by", "admin", "--reason", "replaced", lines=1)
check("it is retired by somebody for a reason", gone["retired_by"] == "admin" and gone["retired_why"] == "replaced", gone)
ends(1, "library", "retire", "bylaws", "--by", "admin", "--reason", "again")
ends(1, "library", "show", "nothing")
ends(2, "library")

found = members(0, of("owed sent not_sent answered told hidden ratings mean"), "survey")[0]
check("what few answered is hidden", found["hidden"] and found["ratings"] is None and found["mean"] is None, found)
told = objects_of("report", "--from", "1448/1/1")[0]
check("the report has every clause", list(told) == "from to made_at relations channels tools courtesy information referral declaration "
      "committee registration service reach satisfaction delivery".split(), list(told))
check("and counts the letters of the office", told["relations"]["letters"] > 0 and told["delivery"]["taken"] >= told["relations"]["letters"], told)
ends(2, "report", "--language", "fr", says="ar or en")
ends(2, "report", "--from", "2026/2/1", "--to", "2026/1/1", says="turn them round")
ends(1, "report", "--pdf", room + "/nowhere/report.pdf", says="cannot write")
ends(2, "survey", "--from", "yesterday")
ENTRY = of("number register registered_at date_hijri date_gregorian party file_no subject attachments referred_to related_number void "
           "void_reason void_by void_at")
entries = members(0, ENTRY, "register", "incoming")
check("every numbered letter stands in the register", sorted(e["number"] for e in entries)
      == sorted(r["in_no"] for r in objects_of("letters", "list") if r["in_no"]), entries)
members(0, ENTRY, "register", "requests")
ends(0, "register", "outgoing")
ends(0, "register", "contacts")
number = entries[0]["number"]
turned = "/".join(reversed(number.split("/"))).translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
[same] = members(0, ENTRY, "register", "show", turned, lines=1)
check("a number is read in any digits and order", same["number"] == number, same)
[gone] = members(0, ENTRY, "register", "void", number, "--by", "admin", "--reason", "قُيّد مرتين", lines=1)
check("it is void, and says why and by whom", (gone["void"], gone["void_reason"], gone["void_by"]) == (True, "قُيّد مرتين", "admin"), gone)
ends(1, "register", "void", number, "--by", "admin", "--reason", "again", says="not void yet")
ends(1, "register", "void", number, "--by", "nobody", "--reason", "again", says="nobody here")
ends(2, "register", "void", number, "--by", "admin")
ends(1, "register", "show", "1/1448/000123/7", says="check digit")
members(0, of("well problem"), "register", "check", lines=1)
files = members(0, of("file entries"), "register", "incoming", "--csv", room + "/in.csv", "--pdf", room + "/in.pdf", lines=2)
with open(room + "/in.csv", encoding="utf-8-sig", newline="") as table:
    rows = list(csv.DictReader(table))
check("the table has them all, the void one among them", [r["number"] for r in rows] == [e["number"] for e in entries]
      and [r["void"] for r in rows].count("void") == 1 and files[0]["entries"] == len(rows), rows)
with open(room + "/in.pdf", "rb") as pages:
    check("the ledger is a PDF", pages.read(5) == b"%PDF-")
for day, digits in (("today", entries[0]["date_hijri"]), ("the same day", entries[0]["date_gregorian"])):
    check(f"{day} in either calendar", len(members(0, ENTRY, "register", "incoming", "--from", digits, "--to", digits)) == len(entries))
ends(2, "register", "incoming", "--from", "5/6/2026", says="may mean 5 June or 6 May")
ends(2, "register", "incoming", "--from", "1448/6/2", "--to", "1448/6/1", says="turn them round")
ends(2, "register", "incoming", "--language", "fr")
ends(2, "register", "nonsense")
[hits] = members(0, SEARCH, "search", "مساعدة", "--limit", "5", lines=1)
check("a word is found", hits.get("total", 0) > 0, hits)
ends(2, "search")
RENDER = of("template purpose language version subject text html enclosures", enclosures=[None])
example = sample + "/../../templates/mail/examples/closure.en.json"
[letter] = members(0, RENDER, "render", "closure", example, "--language", "en", lines=1)
check("a letter names the office of the configuration", "الجمعية الخيرية" in diwan("render", "closure", example, config=conf).stdout)
ends(1, "render", "no-such", example)
ends(2, "render")
members(0, of("login password"), "staff", "add", "noura", "--name", "نورة الفهد", "--role", "clerk", lines=1)
ends(1, "staff", "add", "noura", "--name", "نورة الفهد", "--role", "clerk", says="already")
ends(2, "staff", "add", "diwan", "--name", "نورة الفهد", "--role", "clerk")
ends(1, "staff", "add", "hind", "--name", "هند", "--role", "admin", "--by", "noura", says="which is for admin")
ends(2, "staff", "add", "hind", "--name", "هند", "--role", "queen")
members(0, of("login password"), "staff", "passwd", "noura", lines=1)
ends(1, "staff", "passwd", "nobody")
ends(2, "staff", "passwd")
members(0, of("login name role active"), "staff", "list", lines=2)
members(0, of("login password"), "staff", "add", "munir", "--name", "منير", "--role", "auditor", lines=1)
for words in (("hold",), ("undecide",), ("release", "--nobody")):
    ends(1, "letters", words[0], str(plain["id"]), *words[1:], "--by", "munir", "--reason", "x", says="may not do this")
ends(1, "staff", "passwd", "admin", "--by", "munir", says="which is for admin")
ends(0, "staff", "role", "munir", "clerk", "--by", "admin")
ends(0, "staff", "leave", "munir")
ends(1, "letters", "hold", str(plain["id"]), "--by", "munir", "--reason", "x", says="nobody here")
ends(0, "staff", "role", "munir", "archivist")
ends(0, "staff", "role", "munir", "clerk")
ends(1, "staff", "leave", "admin", says="no administrator")
ends(1, "staff", "role", "admin", "clerk", says="no administrator")
ends(1, "staff", "leave", "nobody", says="nobody here")
found = {row["login"]: row for row in members(0, of("login name role active"), "staff", "list", lines=3)}
check("who left is listed with the role they had", (found["munir"]["role"], found["munir"]["active"]) == ("clerk", False), found)
ends(0, "staff", "leave", "munir", "--undo")


def at_home(login, *words, given=None):
    home = f"{room}/home-{login}"
    os.makedirs(home, 0o700, exist_ok=True)
    return subprocess.run([os.environ["DIWAN"], "-c", conf, *words], capture_output=True, text=True, timeout=60, input=given,
                          env=dict(os.environ, XDG_RUNTIME_DIR=home))


[made] = members(0, of("login password"), "staff", "passwd", "munir")
check("who has come in chooses a password", at_home("munir", "login", "munir", "--password-file", "-", given=made["password"] + "\n").returncode == 0
      and at_home("munir", "staff", "passwd", "--password-file", "-", given="short\n").returncode == 1
      and at_home("munir", "staff", "passwd", "--password-file", "-", given="كلمة سر طويلة\n").returncode == 0)
check("the first one opens nothing any more, and the own one does",
      at_home("munir", "login", "munir", "--password-file", "-", given=made["password"] + "\n").returncode == 1
      and at_home("munir", "login", "munir", "--password-file", "-", given="كلمة سر طويلة\n").returncode == 0)
check("who has come in as a clerk adds nobody", "which is for admin" in at_home("munir", "staff", "add", "hind", "--name", "هند", "--role", "admin").stderr)
at_home("munir", "login", "--out")
members(0, of("stages reading reread_left held applicants outbox sources", stages=[of("state letters oldest_at")],
        reading=[of("letter pages read failed")],
              outbox=of("waiting sending sent failed doubt oldest_waiting_at last_sent_at"),
              sources=[of("source looked_at well_at problem compared_at on_server missing differing gone")]), "status", lines=1)
members(0, of("checks well", checks=[of("check name well problem note")]), "check", lines=1)
os.rename(office + "/scans", office + "/gone")
members(1, of("checks well", checks=[of("check name well problem note")]), "check", lines=1)
JOURNAL_STATE = of("well rows broken_at last_hash noted_found")
[journal] = members(0, JOURNAL_STATE, "audit", "verify", lines=1)
[journal] = members(0, JOURNAL_STATE, "audit", "verify", "--noted", journal["last_hash"], lines=1)
check("the journal hangs together, up to what was noted", journal["well"] and journal["noted_found"] and journal["rows"] > 10, journal)
members(1, JOURNAL_STATE, "audit", "verify", "--noted", "0" * 64, lines=1)
FIXITY = of("well files damaged missing", damaged=[None], missing=[None])
[fixity] = members(0, FIXITY, "archive", "verify", lines=1)
check("every file is as it was kept", fixity["well"] and fixity["files"] >= len(letters), fixity)
kept = next(os.path.join(at, name) for at, _, names in os.walk(office + "/letters") for name in names)
sound = open(kept, "rb").read()
os.chmod(kept, 0o600)
with open(kept, "wb") as out:
    out.write(sound[:-1] + b"?")
[fixity] = members(1, FIXITY, "archive", "verify", lines=1)
check("the damaged one is named", fixity["damaged"] == [kept[-65:].replace("/", "")], (fixity, kept))
os.unlink(kept)
[fixity] = members(1, FIXITY, "archive", "verify", lines=1)
check("the missing one is named", fixity["missing"] == [kept[-65:].replace("/", "")], fixity)
with open(kept, "wb") as out:
    out.write(sound)
ends(2, "archive")
ends(2, "audit")
COPIED = "files copied copied_bytes damaged"
members(0, of("office copied_to " + COPIED + " outside", damaged=[None], outside=[None]), "backup", room + "/copy", lines=1)
check("the copy is an office with the same letters",
      len(diwan("letters", "list", config=room + "/copy/diwan.conf").stdout.splitlines()) == len(letters))
ends(1, "backup", "/proc/no-such-place")
ends(2, "backup")
members(0, of("restored_to made_at " + COPIED + " in_doubt", damaged=[None]), "restore", room + "/copy", room + "/again", lines=1,
        config=None)
members(0, of("restored_to made_at " + COPIED + " in_doubt", damaged=[None]), "restore", room + "/copy", lines=1,
        config=room + "/named/diwan.conf")
check("the restored offices have them too",
      [len(diwan("letters", "list", config=f"{room}/{name}/diwan.conf").stdout.splitlines()) for name in ("again", "named")]
      == [len(letters)] * 2)
ends(1, "restore", room + "/copy", office, config=None)
ends(1, "restore", room + "/absent", room + "/other", config=None)
ends(2, "restore", config=None)

serving = subprocess.Popen(["setpriv", "--pdeathsig", "TERM", os.environ["DIWAN"], "-c", conf, "serve", "--json"],
                           stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
said = json.loads(serving.stdout.readline())
check("diwan serve --json says what it serves", list(said) == ["office", "process"] and said["process"] == serving.pid, said)
check("the work of a role is refused while it serves", wait_for(10, lambda: diwan("process", config=conf).returncode == 1))
ends(1, "serve", says="diwan serve")
serving.terminate()
check("diwan serve: exit 0 on SIGTERM", serving.wait(20) == 0)
finish()
END
