#!/bin/sh
# Wrong settings are named with file, line and what they should be; what does not work is named by `check` with what to do,
# and `serve` keeps the rest going. An attachment that cannot be read is kept and held with the reason.
. "$(dirname "$0")/../lib/tap.sh"
[ "$(id -u)" = 0 ] || skip_all "Postfix needs root"
story <<'END'
import glob, os, random
import office as o
from tap import *

WRONG = [  # what is written, which of its lines is named, what is said of it
    (["[relay]", "port = http"], 2, "should be a whole number from 1 to 65535"),
    (["[relay]", "", "# ports", "prot = 25"], 4, "should be 'port'"),
    (["[relai]", "port = 25"], 1, "should be 'relay'"),
    (["[mailbox second]", "user = x", "password_file = x"], 1, "should be host ="),
    (["[mailbox]", "host = x"], 1, "should be [mailbox main]"),
    (["[match]", "level = 2"], 2, "should be a number from 0.9"),
    (["[office]", "calendar = lunar"], 2, "should be hijri or gregorian"),
    (["[relay]", "host = smtp.charity.example", "tls = no"], 3, "should be yes"),
    (["[relay]", "port"], 2, "should be 'name = value'"),
    (["[web]", "listen = 0.0.0.0:80"], 2, "should be 127.0.0.1:PORT"),
]
rng = random.Random(66)
persons = o.people(10, rng)
mails = [mail for _, _, mail in o.letters(persons, 20, rng)]
pdf = open(os.environ["SAMPLE"] + "/scan-to-mail.pdf", "rb").read()
damaged = b"%PDF-1.5\n" + rng.randbytes(20000)
mails[4].add_attachment(damaged, "application", "pdf", filename="damaged.pdf")
mails[9].add_attachment(pdf, "application", "pdf", filename="scan.pdf")
post = o.PostOffice(room + "/post", "letters@charity.example", "bulk@applicants.example")
place = o.Office(room + "/office", post, persons)
good = open(place.conf).read()


def with_settings(name, more):
    path = os.path.join(place.folder, name)
    with open(path, "w") as out:
        out.write(good + more)
    return path


def secret(name, word):
    path = os.path.join(place.folder, name)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w") as out:
        out.write(word + "\n")
    return path


def mailbox(name, **settings):
    base = {"host": post.host, "port": post.imaps, "user": "letters@charity.example",
            "password_file": post.secret("letters@charity.example"), "ca_file": post.ca} | settings
    return f"[mailbox {name}]\n" + "".join(f"{key}={value}\n" for key, value in base.items() if value)


def checks(conf):
    place.conf, was = conf, place.conf
    done = place.try_to("check", "--json")
    place.conf = was
    return done.returncode, {(c["check"], c["name"]): c["problem"] or "" for c in o.json.loads(done.stdout)["checks"]}


try:
    for lines, line, words in WRONG:
        conf = with_settings("wrong.conf", "\n".join(lines) + "\n")
        place.conf, was = conf, place.conf
        done = [place.try_to(command) for command in ("status", "check", "serve")]
        place.conf = was
        at = f"wrong.conf:{good.count(chr(10)) + line}: "
        check(f"{' '.join(filter(None, lines))}: {words}",
              all(d.returncode == 2 and at in d.stderr and words in d.stderr for d in done), (at, done))

    code, found = checks(place.conf)
    check("an office that is well is well", code == 0 and not any(found.values()), found)

    broken = (mailbox("wrong-password", password_file=secret("wrong", "wrong"))
              + mailbox("untrusted", ca_file=None)
              + mailbox("no-password", password_file=place.folder + "/none")
              + mailbox("unreachable", port=1)
              + f"[scan gone]\npath={place.folder}/gone\n[relay]\nport=1\n[read]\nmodels=xyz\n")
    code, found = checks(with_settings("broken.conf", broken))
    check("check refuses what does not work", code == 1, found)
    for name, words in {
        ("mailbox", "main"): [],
        ("mailbox", "wrong-password"): ["password"],
        ("mailbox", "untrusted"): ["certificate", "ca_file"],
        ("mailbox", "no-password"): [place.folder + "/none"],
        ("mailbox", "unreachable"): ["port 1", "check host and port"],
        ("scan", "gone"): [place.folder + "/gone", "make it"],
        ("relay", post.host): ["port 1", "check host and port"],
        ("models", "xyz"): ["xyz", "install"],
    }.items():
        said = found.get(name, "?")
        note(f"{' '.join(name)}: {said or 'well'}")
        check(f"check names {' '.join(name)}" if words else f"{' '.join(name)} is well all the same",
              all(word in said for word in words) if words else said == "", said)
    for name, settings, words in [
        ("untrusted", f"[relay]\nca_file=/etc/ssl/certs/ca-certificates.crt\n", ["certificate", "ca_file"]),
        ("wrong password", f"[relay]\npassword_file={place.folder}/wrong\n", ["password_file"]),
    ]:
        code, found = checks(with_settings("relay.conf", settings))
        said = found["relay", post.host]
        note(said)
        check(f"a relay: {name}", code == 1 and all(word in said for word in words), said)

    place.conf = with_settings("broken.conf", broken)
    place.start()
    post.send(mails)
    emails = lambda: [r for r in place.lines("letters", "list") if r["medium"] == "email"]
    waits = lambda: [r for r in emails() if r["state"] == "parsed"]
    check("serve takes letters, and those without pages come to rest",
          wait_for(60, lambda: len(emails()) == 20 and len(waits()) == 2
                   and all(r["state"] in ("done", "held", "parsed") for r in emails())), lambda: place.run("status"))
    due = sum(r["answered"] != "none" for r in emails())
    check("their answers wait for the relay",
          due >= 10 and wait_for(30, lambda: place.lines("status")[0]["outbox"]["waiting"] == due), lambda: place.run("status"))
    check("the log names the model", "'xyz'" in place.log() and "relay trouble" in place.log(), place.log)
    problems = lambda: {s["source"]: s["problem"] for s in place.lines("status")[0]["sources"]}
    check("status names the mailboxes that do not work",
          wait_for(40, lambda: problems().get("main") is None and all(
              problems().get(n) for n in ("wrong-password", "untrusted", "no-password", "unreachable"))), problems)
    place.stop()

    place.conf = os.path.join(place.folder, "diwan.conf")
    place.start()
    check("with good settings the rest is read", wait_for(60, lambda: len(emails()) == 20 and not waits()), lambda: place.run("status"))
    rows = {r["message_id"]: r for r in emails()}
    held = rows["letter-4@applicants.example"]
    check("the letter whose attachment cannot be read is held for it", wait_for(20, lambda: place.lines("letters", "show", str(
        held["id"]))[0]["state"] == "held") and held["hold_reason"] == "unreadable", held)
    shown = place.lines("letters", "show", str(held["id"]))[0]
    note(shown["hold_note"])
    check("with the reason", shown["hold_note"], shown)
    kept = [open(path, "rb").read() for path in glob.glob(place.folder + "/letters/??/*")]
    check("and the attachment is kept", damaged in kept)
    check("the other is read", rows["letter-9@applicants.example"]["hold_reason"] != "unreadable", rows)
    check("the numbers have no gap", o.serials(rows.values()) == list(range(1, 21)), o.serials(rows.values()))
finally:
    place.stop()
    post.stop()
finish()
END
