#!/bin/sh
# The relay is away, puts mails off (4xx) and refuses them (5xx): mails wait, go later or are failed, and a good recipient
# never waits for a bad one. The first pause is a minute, so two offices go through it side by side: one hands everything to
# Postfix's smtp-sink, which treats all alike; the other to Postfix, which is told to treat recipients differently.
. "$(dirname "$0")/../lib/tap.sh"
[ "$(id -u)" = 0 ] || skip_all "Postfix needs root"
[ -x /usr/sbin/smtp-sink ] || skip_all "smtp-sink is missing"
story <<'END'
import email, glob, os, re, signal, smtplib, socket, ssl, subprocess, time
import office as o
from tap import *


def letter(name, writer):
    message = email.message.EmailMessage(policy=email.policy.SMTP)
    message["From"] = writer
    message["To"] = "letters@charity.example"
    message["Subject"] = "طلب مساعدة"
    message["Message-ID"] = f"<{name}@letters.example>"
    message["Date"] = email.utils.format_datetime(email.utils.localtime())
    message.set_content("السلام عليكم ورحمة الله، أتقدم إليكم بطلب دعم في سداد الإيجار.")
    path = os.path.join(room, name + ".eml")
    with open(path, "wb") as out:
        out.write(message.as_bytes())
    return path


class Sink:
    """smtp-sink on one port, the way a relay is having a day; every mail it takes is a file."""

    def __init__(self):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.process, self.folder = None, os.path.join(room, "sunk")
        os.mkdir(self.folder)

    def answer(self, *how):
        self.end()
        self.process = subprocess.Popen(
            ["setpriv", "--pdeathsig", "TERM", "/usr/sbin/smtp-sink", "-u", "root", *(how or ["-d", "mail-%M."]),
             f"127.0.0.1:{self.port}", "20"], cwd=self.folder, stderr=subprocess.DEVNULL)
        wait_for(10, self.is_open)

    def is_open(self):
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def end(self):
        if self.process:
            self.process.kill()
            self.process.wait()
        self.process = None

    def replies_to(self):
        """What the mails taken answer, as file names of letters."""
        mails = [email.message_from_binary_file(open(path, "rb")) for path in glob.glob(self.folder + "/mail-*")]
        return sorted(mail["In-Reply-To"].strip("<> ").split("@")[0] for mail in mails if mail["In-Reply-To"])


def outbox(place):
    return place.lines("status")[0]["outbox"]


def tried(place):
    """How many times a mail was claimed to be sent."""
    return sum(int(n) for n in re.findall(r"role=outbox tried=(\d+)", place.log()))


def settled(place, tries, **counts):
    now = outbox(place)
    return tried(place) >= tries and now["sending"] == 0 and all(now[state] == n for state, n in counts.items())


def refuse(post, rules):
    """Postfix's submission answers these recipients as told, and everybody else as ever."""
    entries = " ".join("{ %s = %s }" % rule for rule in rules.items())
    post.carrier("postconf", "-e", "smtpd_recipient_restrictions=" + (f"check_recipient_access inline:{{ {entries} }}," if rules
                 else "") + "permit_sasl_authenticated,reject_unauth_destination")
    os.kill(int(open(os.path.join(post.real, "postfix/queue/pid/master.pid")).read()), signal.SIGHUP)
    wait_for(30, lambda: says(post, "full@applicants.example") == (450 if rules else 250))


def says(post, recipient):
    with smtplib.SMTP(post.host, post.submission) as door:
        door.starttls(context=ssl.create_default_context(cafile=post.ca))
        door.login("letters@charity.example", open(post.secret("letters@charity.example")).readline().strip())
        door.mail("letters@charity.example")
        return door.rcpt(recipient)[0]


post = o.PostOffice(room + "/post", "letters@charity.example", "good@applicants.example", "full@applicants.example")
sink = Sink()
sunk = o.Office(room + "/sunk-office", post, [], relay=f"host=127.0.0.1\nport={sink.port}\ntls=no")
choosy = o.Office(room + "/choosy-office", post, [])
try:
    sunk.start()
    choosy.start()
    sunk.run("take", letter("away", "away@applicants.example"))
    check("while nobody answers, the mail waits", wait_for(30, lambda: settled(sunk, 1, waiting=1, sent=0)), lambda: sunk.run("status"))
    check("and the log says why", wait_for(5, lambda: "relay trouble: " in sunk.log()), sunk.log)
    refused = sunk.try_to("check")
    check("check says which relay", refused.returncode == 1 and str(sink.port) in refused.stdout, refused)

    away = sunk.log().count("relay trouble: ")
    sink.answer("-r", "rcpt")
    sunk.run("take", letter("later-1", "later-1@applicants.example"), letter("later-2", "later-2@applicants.example"))
    check("put off with 4xx they wait", wait_for(30, lambda: settled(sunk, 3, waiting=3, sent=0, failed=0)), lambda: sunk.run("status"))
    since = time.time()
    sink.answer("-r", ".")
    sunk.run("take", letter("later-3", "later-3@applicants.example"))
    check("also at the end of the mail", wait_for(30, lambda: settled(sunk, 4, waiting=4, sent=0, failed=0)), lambda: sunk.run("status"))
    sink.answer("-f", "rcpt")
    sunk.run("take", letter("never-1", "never-1@applicants.example"))
    check("refused with 5xx it is failed at once", wait_for(30, lambda: settled(sunk, 5, waiting=4, sent=0, failed=1)),
          lambda: sunk.run("status"))
    sink.answer("-f", ".")
    sunk.run("take", letter("never-2", "never-2@applicants.example"))
    check("also at the end of the mail, while others wait", wait_for(30, lambda: settled(sunk, 6, waiting=4, failed=2)),
          lambda: sunk.run("status"))
    sink.answer()
    sunk.run("take", letter("good", "good@applicants.example"))
    check("a mail that nobody refuses does not wait for them", wait_for(30, lambda: settled(sunk, 7, sent=1, failed=2)),
          lambda: sunk.run("status"))
    check("nobody's refusal was taken for trouble of the relay", sunk.log().count("relay trouble: ") == away, sunk.log)
    check("all this in the first pause", time.time() - since < 60 and outbox(sunk)["waiting"] == 4, lambda: sunk.run("status"))

    refuse(post, {"full@applicants.example": "450 4.2.2 this mailbox is full"})
    names = ["full", "good", "nobody", "good", "full", "good", "nobody", "good"]
    choosy.run("take", *[letter(f"mixed-{i}", f"{name}@applicants.example") for i, name in enumerate(names)])
    check("in one batch each recipient gets what is due", wait_for(30, lambda: settled(choosy, 8, sent=4, failed=2, waiting=2)),
          lambda: choosy.run("status"))
    check("the good ones have their mail", wait_for(20, lambda: len(post.inbox("good@applicants.example")) == 4))
    refuse(post, {})

    check("after the pause all that waited have gone", wait_for(90, lambda: settled(sunk, 11, waiting=0, sent=5, failed=2)),
          lambda: sunk.run("status"))
    check("each of them once", sink.replies_to() == ["away", "good", "later-1", "later-2", "later-3"], sink.replies_to)
    check("as in the other office", wait_for(90, lambda: settled(choosy, 10, waiting=0, sent=6, failed=2)), lambda: choosy.run("status"))
    check("into the mailbox that was full", wait_for(20, lambda: len(post.inbox("full@applicants.example")) == 2))

    # What was refused goes again when a person says so: the same mail, once.
    lost = sunk.lines("outbox", "list", "--state", "failed")
    check("what was refused is on the list", sorted(row["attempts"] for row in lost) == [1, 1], lost)
    sunk.run("outbox", "resend", str(lost[-1]["id"]), "--by", "admin")
    check("one of them is sent again", wait_for(30, lambda: settled(sunk, 12, waiting=0, sent=6, failed=1)), lambda: sunk.run("status"))
    check("and arrives", sink.replies_to() == ["away", "good", "later-1", "later-2", "later-3", "never-1"], sink.replies_to)
    again = sunk.try_to("outbox", "resend", str(lost[-1]["id"]), "--by", "admin")
    check("not a second time", again.returncode == 1 and "only a mail that was not delivered" in again.stderr
          and len(sink.replies_to()) == 6, again)
    check("the other stays where it was", [row["id"] for row in sunk.lines("outbox", "list", "--open")] == [lost[0]["id"]],
          lambda: sunk.lines("outbox", "list", "--open"))

    numbers = [o.serials(place.lines("letters", "list")) for place in (sunk, choosy)]
    check("every letter has its number, whatever became of its answer", numbers == [list(range(1, 8)), list(range(1, 9))], numbers)
    check("no role ended", "ended=" not in sunk.log() + choosy.log(), lambda: sunk.log() + choosy.log())
finally:
    sunk.stop()
    choosy.stop()
    sink.end()
    post.stop()
finish()
END
