#!/bin/sh
# A committee's 5 000 decisions go by mail to Postfix's smtp-sink. Clock and outbox are killed in the middle, the relay refuses
# for a while: nobody has a letter twice, what may have left waits for a person and is counted, all of it is done in two minutes.
. "$(dirname "$0")/../lib/tap.sh"
[ "$(id -u)" = 0 ] || skip_all "smtp-sink needs root"
[ -x /usr/sbin/smtp-sink ] || skip_all "smtp-sink is missing"
story <<'END'
import collections, glob, json, os, random, re, signal, socket, sqlite3, subprocess, time, types
import office as o
from tap import *

N, MOST_IN_DOUBT, MOST_SECONDS = 5000, 20, 120
KINDS = [("accept", ""), ("decline", "outside-scope"), ("defer", "more-data")]
rng = random.Random(37)
sunk = room + "/sunk"
os.mkdir(sunk)
with socket.socket() as probe:
    probe.bind(("127.0.0.1", 0))
    port = probe.getsockname()[1]
nowhere = types.SimpleNamespace(host="127.0.0.1", submission=1, imaps=1, ca="/none", secret=lambda user: "/none")
place = o.Office(room + "/office", nowhere, o.people(N, rng),
                 relay=f"host=127.0.0.1\nport={port}\nfrom=letters@charity.example\ntls=no",
                 more="[committee]\nhold_minutes=0\nper_minute=0\n")
running = {}


def play(name):
    with open(f"{room}/{name}.log", "ab") as log:
        running[name] = subprocess.Popen(["setpriv", "--pdeathsig", "TERM", place.diwan, "role", name, place.conf], stderr=log)


def end(name, how=signal.SIGTERM):
    running[name].send_signal(how)
    running.pop(name).wait(30)


def sink(*how):
    if "sink" in running:
        end("sink", signal.SIGKILL)
    def up():
        """It has been seen to end at its first connection."""
        if "sink" not in running or running["sink"].poll() is not None:
            with open(room + "/sink.log", "ab") as log:
                running["sink"] = subprocess.Popen(["setpriv", "--pdeathsig", "TERM", "/usr/sbin/smtp-sink", "-u", "root", "-d",
                                                    "mail-", *how, f"127.0.0.1:{port}", "100"], cwd=sunk, stderr=log)
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0
    wait_for(10, up)
    time.sleep(0.2)
    check("the relay is there", wait_for(10, up), lambda: open(room + "/sink.log").read())


def arrived():
    """How often each recipient's mail was taken, as the sink has it: none that was cut off."""
    to = collections.Counter()
    for path in glob.glob(sunk + "/mail-*"):
        with open(path, "rb") as mail:
            text = mail.read()
        if b"\r\n--" in text or b"\n--" in text:
            found = re.search(rb"(?m)^To: .*?([\w.+-]+@applicants\.example)", text)
            to[found.group(1)] += 1
    return to


def count(question):
    with sqlite3.connect(f"file:{place.folder}/office.db?mode=ro", uri=True, timeout=30) as db:
        return db.execute(question).fetchone()[0]


def until(seconds, true):
    limit = time.time() + seconds
    while not true() and time.time() < limit:
        time.sleep(0.02)
    return true()


def status():
    return place.lines("committee", "status")[0]


try:
    logins = {}
    for login, role in (("majed", "secretary"), ("huda", "relations")):
        logins[login] = place.lines("staff", "add", login, "--name", login, "--role", role)[0]["password"]

    def committee(login, *words):
        home = f"{room}/home-{login}"
        if not os.path.isdir(home):
            os.mkdir(home, 0o700)
            subprocess.run([place.diwan, "-c", place.conf, "login", login, "--password-file", "-"], input=logins[login] + "\n",
                           text=True, check=True, stdout=subprocess.DEVNULL, env=dict(os.environ, XDG_RUNTIME_DIR=home))
        start = time.time()
        done = subprocess.run([place.diwan, "-c", place.conf, "committee", *words, "--json"], capture_output=True, text=True,
                              env=dict(os.environ, XDG_RUNTIME_DIR=home))
        note(f"{words[0]}: {time.time() - start:.1f} s")
        if done.returncode:
            check("diwan committee " + " ".join(words), False, done.stderr)
        return json.loads(done.stdout.splitlines()[0])

    numbers = [line.split(",")[0] for line in subprocess.run([os.environ["TOOLS_DIR"] + "/ready-requests", place.conf, "20"],
               capture_output=True, text=True, check=True).stdout.splitlines()]
    with open(room + "/decisions.csv", "w") as out:
        out.write("request_number,decision,reason_code\n")
        out.writelines(f"{number},{KINDS[i % 3][0]},{KINDS[i % 3][1]}\n" for i, number in enumerate(numbers))
    begun = time.time()
    committee("majed", "open", "--member", "huda")
    taken = committee("majed", "import", room + "/decisions.csv")
    check("five thousand decisions are imported", taken["imported"] == N, taken)
    seen = committee("huda", "preview")["revision"]
    run = committee("huda", "approve", "--revision", seen, *[word for name in ("accepted", "declined", "deferred")
                                        for word in ("--" + name, str(taken[name]))])
    check("all are to be told by mail", run["by_mail"] == N, run)
    sink()
    committee("majed", "send")

    # The clock is killed while it feeds the outbox, then both while letters leave: in the outbox's hands are at most those of
    # one connection.
    play("clock")
    check("letters are put into the outbox", until(60, lambda: count("SELECT COUNT(*) FROM outbox") > 0), status)
    end("clock", signal.SIGKILL)
    fed = count("SELECT COUNT(*) FROM outbox")
    check("the clock is killed in the middle", 0 < fed < N, fed)
    play("outbox")
    play("clock")
    check("letters leave", until(60, lambda: count("SELECT COUNT(*) FROM outbox WHERE state = 'sent'") > fed // 2), status)
    end("outbox", signal.SIGKILL)
    end("clock", signal.SIGKILL)
    killed = count("SELECT COUNT(*) FROM outbox WHERE state = 'sending'")
    note(f"killed with {fed} put, then with {killed} in the outbox's hands")
    check("at most one connection's worth is in its hands", killed <= MOST_IN_DOUBT, killed)

    # They begin again, and the relay refuses whatever it is given.
    sink("-f", "rcpt")
    play("clock")
    play("outbox")
    check("what is refused is not delivered", until(60, lambda: count("SELECT COUNT(*) FROM outbox WHERE state = 'failed'") > 50), status)
    end("outbox")
    sink()
    play("outbox")
    check("the rest leaves", until(90, lambda: count("SELECT COUNT(*) FROM outbox WHERE state IN ('waiting', 'sending')") == 0
          and count("SELECT COUNT(*) FROM mailing_letter WHERE state = 'due'") == 0), status)
    wait_for(10, lambda: status()["state"] == "done")
    seconds = time.time() - begun
    now = status()
    note(f"{seconds:.1f} s; {now}")
    check(f"all in {MOST_SECONDS} seconds", seconds < MOST_SECONDS, seconds)
    check("every decision moved its request", count("SELECT COUNT(*) FROM request WHERE state = 'accepted'") == taken["accepted"]
          and count("SELECT COUNT(*) FROM committee_result WHERE trouble IS NULL") == N)
    check("every letter is accounted for", now["delivered"] + now["bounced"] + now["in_doubt"] == N and now["state"] == "done", now)
    check("those in doubt wait for a person", now["in_doubt"] == killed == len(place.lines("outbox", "list", "--state", "doubt")), now)
    to = arrived()
    check("nobody has a letter twice", max(to.values()) == 1, to.most_common(3))
    check("and whoever is told to have one has it", now["delivered"] <= len(to) <= now["delivered"] + now["in_doubt"],
          (len(to), now))
    check("each letter has a number of its own, and none is lost",
          count("SELECT COUNT(DISTINCT out_no) FROM mailing_letter") == N and place.try_to("register", "check").returncode == 0)

    # Again, nothing.
    again = subprocess.run([place.diwan, "-c", place.conf, "committee", "send"], capture_output=True, text=True,
                           env=dict(os.environ, XDG_RUNTIME_DIR=room + "/home-majed"))
    time.sleep(3)
    check("a second start sends nothing", again.returncode == 1 and "nothing of it is sent twice" in again.stderr
          and arrived() == to, again)
finally:
    for name in list(running):
        end(name, signal.SIGKILL)
finish()
END
