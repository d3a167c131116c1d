#!/bin/sh
# The office is copied while post passes, is lost, and is made again elsewhere: it goes on with the next number and says nothing twice.
. "$(dirname "$0")/../lib/tap.sh"
story <<'END'
import email, glob, json, os, random, shutil, signal, sqlite3, subprocess, threading, time
from tap import *
from office import letters, people

office, copy, again = room + "/office", room + "/copy", room + "/again"
rng = random.Random(67)


def diwan(*words, config=office, code=0):
    done = subprocess.run([os.environ["DIWAN"], "-c", config + "/diwan.conf", *words], capture_output=True, text=True, timeout=120)
    check(f"diwan {' '.join(words[:2])}: exit {code}", done.returncode == code, (words, done.returncode, done.stderr[-2000:])) \
        if done.returncode != code else None
    return done


def objects(*words, config=office):
    return [json.loads(line) for line in diwan(*words, "--json", config=config).stdout.splitlines()]


def answered(*folders):
    """The Message-IDs of the letters that mails in the folders answer."""
    found = []
    for folder in folders:
        for path in glob.glob(folder + "/sent/**/*", recursive=True):
            if os.path.isfile(path):
                with open(path, "rb") as mail:
                    found.append(email.message_from_binary_file(mail)["In-Reply-To"])
    return found


def serials(config):
    return sorted(int(letter["in_no"].split("/")[2]) for letter in objects("letters", "list", config=config) if letter["in_no"])


subprocess.run([os.environ["DIWAN"], "init", office], check=True, stdout=subprocess.DEVNULL)
with open(office + "/diwan.conf", "a") as out:
    out.write("[mail]\naddresses=letters@charity.example\nauthserv_id=mx.charity.example\n[relay]\ndirectory=sent\n"
              "[web]\nlisten=127.0.0.1:0\n")
persons = people(40, rng)
with open(room + "/people.csv", "w") as out:
    out.write("file_no,national_id,full_name,email,mobile,city\n")
    out.writelines(",".join(p[k] for k in ("file_no", "national_id", "full_name", "email", "mobile", "city")) + "\n" for p in persons)
diwan("applicants", "import", room + "/people.csv")
os.mkdir(room + "/post")
written = []
for i, (message_id, _, message) in enumerate(letters(persons, 240, rng)):
    path = f"{room}/post/{i:04d}.eml"
    with open(path, "wb") as out:
        out.write(message.as_bytes())
    written.append((f"<{message_id}>", path))

serving = subprocess.Popen(["setpriv", "--pdeathsig", "TERM", os.environ["DIWAN"], "-c", office + "/diwan.conf", "serve"],
                           stdout=subprocess.DEVNULL, stderr=open(room + "/serve.log", "w"), start_new_session=True)
given = []


def give():
    for first in range(0, 200, 5):
        subprocess.run([os.environ["DIWAN"], "-c", office + "/diwan.conf", "take", *(p for _, p in written[first:first + 5])],
                       stdout=subprocess.DEVNULL)
        given.append(first + 5)
        time.sleep(0.1)


giver = threading.Thread(target=give)
giver.start()
wait_for(30, lambda: len(answered(office)) > 20)
[one] = objects("backup", copy)
check("the first copy is whole", one["files"] == one["copied"] > 0 and not one["damaged"], one)
time.sleep(1)
[two] = objects("backup", copy)
check("the second copies what is new alone", 0 < two["copied"] < two["files"] and two["files"] >= one["files"], (one, two))
check("its sums hold for others too", subprocess.run(["sha256sum", "-c", "SHA256SUMS"], cwd=copy, capture_output=True).returncode == 0)
check("nobody else may read it", os.stat(copy).st_mode & 0o77 == 0 and os.stat(copy + "/office.db").st_mode & 0o77 == 0)
check("post passed meanwhile", giver.is_alive() or given[-1] == 200, given)
giver.join()
wait_for(60, lambda: len(answered(office)) >= 150)
os.killpg(serving.pid, signal.SIGKILL)
serving.wait()
sent_before = len(answered(office))
check("the office is lost; it had sent more than the copy knows", sent_before > 0, sent_before)

made = objects("restore", copy, again)[0]
check("made again elsewhere", made["files"] >= two["files"] - two["copied"] and not made["damaged"], made)
known = serials(again)
check("the numbers of the copy have no gap", known == list(range(1, len(known) + 1)) and diwan("register", "check", config=again).returncode == 0,
      known[-5:])
# Everything comes again, as from a mailbox that is read on from where the copy was; then what is new.
diwan("take", *(p for _, p in written[:200]), config=again)
diwan("process", config=again)
diwan("deliver", config=again)
[status] = objects("status", config=again)
check("no letter is lost", len(objects("letters", "list", config=again)) == 200)
check("nothing was said twice", len(answered(again)) == 0, answered(again)[:3])
check("what may have been said waits for a person", status["outbox"]["doubt"] > 0 and status["outbox"]["waiting"] == 0, status["outbox"])
time.sleep(1.1)
for _, path in written[200:]:
    os.utime(path)
before = len(serials(again))
diwan("take", *(p for _, p in written[200:]), config=again)
diwan("process", config=again)
diwan("deliver", config=again)
numbers = serials(again)
check("it goes on with the next number", numbers == list(range(1, before + 41)), (before, numbers[-3:]))
said = answered(office, again)
check("new letters are answered, each once, nobody twice", len(answered(again)) > 0 and len(said) == len(set(said)) and
      set(answered(again)) <= {m for m, _ in written[200:]}, (len(said), len(set(said))))
hits = objects("search", "الإيجار", config=again)
check("the search finds them all again", hits[0]["total"] >= 240, hits[0]["total"])

# A backup that was cut off is finished or cleared away when it is next opened.
os.makedirs(copy + "/next/secrets")
shutil.copy(copy + "/diwan.conf", copy + "/next/diwan.conf")
shutil.copytree(copy, room + "/half")
check("a half-made one stands aside", diwan("restore", room + "/half", room + "/from-half").returncode == 0
      and not os.path.exists(room + "/half/next"))


# Damage is named, and nothing is left behind.
def damaged(what, spoil, says, *more, code=1):
    shutil.rmtree(room + "/bad", ignore_errors=True)
    shutil.copytree(copy, room + "/bad")
    spoil(room + "/bad")
    done = diwan("restore", room + "/bad", room + "/no", *more, code=code)
    check(f"{what}: refused by name", done.returncode == code and says in done.stderr and (os.path.exists(room + "/no/diwan.conf") == bool(more)),
          (done.stderr, os.listdir(room + "/no") if os.path.exists(room + "/no") else None))


def flip(path):
    def spoil(folder):
        place = glob.glob(folder + "/" + path)[0]
        os.chmod(place, 0o600)
        with open(place, "r+b") as file:
            file.seek(os.path.getsize(place) // 2)
            byte = file.read(1)
            file.seek(-1, os.SEEK_CUR)
            file.write(bytes([byte[0] ^ 1]))
    return spoil


# One that the copied database names: letters that came after its instant may be copied too.
with sqlite3.connect(f"file:{copy}/office.db?immutable=1", uri=True) as database:
    [kept] = database.execute("SELECT sha256 FROM letter ORDER BY id LIMIT 1 OFFSET 3").fetchone()
letter = f"letters/{kept[:2]}/{kept[2:]}"
damaged("a letter changed", flip(letter), letter)
damaged("a letter gone", lambda folder: os.unlink(folder + "/" + letter), letter[len("letters/"):])
damaged("the database changed", flip("office.db"), "/bad/office.db")
damaged("a secret changed", flip("secrets/reference.key"), "/bad/secrets/reference.key")
damaged("the sums gone", lambda folder: os.unlink(folder + "/SHA256SUMS"), "holds no whole backup")
damaged("the sums cut", lambda folder: open(folder + "/SHA256SUMS", "w").write("x\n"), "SHA256SUMS' is damaged")
damaged("all the rest, when it is asked for", flip(letter), letter, "--despite-damage")
diwan("restore", copy, again, code=1)
check("an office is never written over", "exists" in diwan("restore", copy, office, code=1).stderr)
check("nor backed up into itself", "an office itself" in diwan("backup", office, code=1).stderr)
finish()
END
