#!/bin/sh
# What clues are worth is estimated anew from two hundred decisions of people; fewer say nothing, and what proves whose a letter
# is does not rest on it.
. "$(dirname "$0")/../lib/tap.sh"
story <<'END'
import json, os, random, subprocess
import office as o
from tap import *

DECISIONS = 200
rng = random.Random(47)
persons = o.people(60, rng)
place = room + "/office"
conf = place + "/diwan.conf"


def diwan(*words, office=True):
    return subprocess.run([os.environ["DIWAN"], *(["-c", conf] if office else []), *words], capture_output=True, text=True, timeout=300)


def well(*words, office=True):
    done = diwan(*words, office=office)
    assert done.returncode == 0, (words, done.stderr)
    return done.stdout


def lines(*words):
    return [json.loads(line) for line in well(*words, "--json").splitlines() if line.startswith("{")]


def weights():
    """What each clue is worth, in bits and with its origin, as --weights prints it."""
    return well("identify", "--weights")


def write(path, letters):
    with open(path, "w") as out:
        for i, (address, results, body) in enumerate(letters):
            out.write(f"From writer@letters.example Sun Nov 22 10:00:00 2026\nFrom: <{address}>\nTo: letters@charity.example\n{results}"
                      f"Message-ID: <{os.path.basename(path)}-{i}@letters.example>\nSubject: =?utf-8?b?2LfZhNio?=\nMIME-Version: 1.0\n"
                      f"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{body}\n\n")


well("init", place, office=False)
with open(conf, "a") as out:
    out.write(f"[mail]\naddresses=letters@charity.example\nauthserv_id={o.AUTHORITY}\n[relay]\ndirectory=sent\nfrom=letters@charity.example\n")
with open(room + "/people.csv", "w") as out:
    out.write("file_no,national_id,full_name,email,mobile,city\n")
    out.writelines(",".join(p[k] for k in ("file_no", "national_id", "full_name", "email", "mobile", "city")) + "\n" for p in persons)
well("applicants", "import", room + "/people.csv")
well("staff", "add", "noura", "--name", "نورة", "--role", "clerk")

# Nobody can tell from them alone: a mobile without a name, a name without a number.
writers = [rng.choice(persons) for _ in range(DECISIONS)]
write(room + "/held.mbox", [(f"w{i}@post.example", "", f"أرجو المساعدة.\nالجوال: {p['mobile']}" if i % 4 else
                             f"أرجو المساعدة.\nالاسم: {p['full_name']}") for i, p in enumerate(writers)])
well("take", room + "/held.mbox")
well("process")
letters = {row["message_id"]: row for row in lines("letters", "list", "--limit", "1000")}
check("two hundred letters wait for a person", len(letters) == DECISIONS and all(r["state"] == "held" for r in letters.values()),
      [r for r in letters.values() if r["state"] != "held"][:3])
one, more = room + "/proven.eml", room + "/unproven.eml"
p = persons[0]
for path, body in ((one, f"الاسم: {p['full_name']}\nرقم الهوية: {p['national_id']}"), (more, f"الجوال: {p['mobile']}")):
    with open(path, "w") as out:
        out.write(f"From: <new@post.example>\nTo: letters@charity.example\nSubject: x\nContent-Type: text/plain; charset=utf-8\n\n{body}\n")
table = weights()


def decide(n, first=0):
    for i in range(first, n):
        letter = letters[f"held.mbox-{i}@letters.example"]
        well("letters", "release", str(letter["id"]), "--applicant", writers[i]["file_no"], "--by", "noura", "--reason", "phoned")


decide(DECISIONS - 1)
few = diwan("identify", "--learn")
check("one decision too few is refused, with both counts", few.returncode == 1 and f"{DECISIONS - 1} letters" in few.stderr and
      f"{DECISIONS} are needed" in few.stderr, few)
check("and nothing is changed", weights() == table and not os.path.exists(place + "/weights.conf"))
decide(DECISIONS, DECISIONS - 1)
before = [lines("identify", path)[0] for path in (one, more)]
learned = diwan("identify", "--learn", "--json")
told = json.loads(learned.stdout or "{}").get("learned", "")
note(told)
check("two hundred are enough, and it tells of them", learned.returncode == 0 and f"{DECISIONS}" in told, learned)
check("they are kept for the office", os.path.exists(place + "/weights.conf"))
now = weights()
rows = {line.split()[0]: line for line in table.splitlines() if line.strip()}
changed = [line for line in now.splitlines() if line.strip() and rows.get(line.split()[0]) != line]
check("the table shows what was learned and from where", f"{DECISIONS} decisions of persons" in now and changed, now)
note("\n".join(changed[:6]))
after = [lines("identify", path)[0] for path in (one, more)]
check("what was proven is proven", before[0]["outcome"] == after[0]["outcome"] == "match" and
      after[0]["file_no"] == p["file_no"], (before[0], after[0]))
check("what was not is not, however likely", before[1]["outcome"] == after[1]["outcome"] == "none" and after[1]["file_no"] is None, after[1])
again = diwan("identify", "--learn")
check("learned twice it is the same", again.returncode == 0 and weights() == now, again)
first = str(letters["held.mbox-0@letters.example"]["id"])
well("process")
well("letters", "undecide", first, "--by", "noura", "--reason", "wrong person")
undone = diwan("identify", "--learn")
check("a decision taken back is no evidence", undone.returncode == 1 and f"{DECISIONS - 1} letters" in undone.stderr, undone)
check("what was learned stays", weights() == now)
finish()
END
