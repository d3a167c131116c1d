#!/bin/sh
# What `diwan parse --json` says of a mail: every documented member, filled with the right value by a mail that has it.
. "$(dirname "$0")/../lib/tap.sh"
story <<'END'
import hashlib, json, os, re, subprocess
from tap import *

# The documented members, each with what it means; `a.b` is a member of an object, `a[]` of each of a list.
DOCUMENTED = """
file                        the name as it was given
kind                        letter auto_reply bounce delivery_notice feedback_report list read_receipt own
message_id                  without brackets
in_reply_to[]               the letters it answers
references[]                the letters of its thread, oldest first
date                        RFC 3339, with the writer's offset
from.name                   decoded
from.address
reply_to[]                  name and address
to[]                        name and address
cc[]                        name and address
subject                     decoded
text                        the whole text
new_text                    without the quotation
attachments[].name          decoded, without a path
attachments[].media_type
attachments[].size          bytes, decoded
attachments[].sha256        of the decoded bytes
attachments[].inline        shown in the text
bounce.original_message_id  our letter that did not arrive
bounce.recipients[].address
bounce.recipients[].action  RFC 3464
bounce.recipients[].status  RFC 3463
bounce.recipients[].smtp_code
bounce.recipients[].permanent
bounce.recipients[].diagnostic
authentication.trusted      DMARC, or an aligned DKIM, passed
authentication.spf
authentication.dkim
authentication.dmarc
defects[]                   what is wrong with the mail
unreadable_chars            characters that nobody can read any more
"""
# What the program says beyond it.
FURTHER = ["forwarded_from", "html", "form", "bounce.recipients[].reason"]
PICTURE, PAGE = b"\x89PNG\r\n\x1a\n" + bytes(range(200)), b"%PDF-1.4\n" + b"x" * 500

MAILS = {}
MAILS["letter"] = ("""Authentication-Results: mx.charity.example; spf=pass smtp.mailfrom=example.org;
 dkim=pass header.d=example.org; dmarc=pass header.from=example.org
From: =?utf-8?B?%s?= <mona@example.org>
Reply-To: "Mona at work" <mona@work.example>
To: Diwan <diwan@charity.example>, second@charity.example
Cc: Huda <huda@example.org>
Date: Sun, 22 Nov 2026 10:00:00 +0300
Message-ID: <7@example.org>
In-Reply-To: <2@charity.example>
References: <1@charity.example>
 <2@charity.example>
Subject: =?windows-1256?Q?=D8=E1=C8?= 1448
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

مرفق العقد

On Sun, 22 Nov 2026 at 09:00, Diwan <diwan@charity.example> wrote:
> أرسلوا العقد
--b
Content-Type: image/png; name=seal.png
Content-ID: <seal>
Content-Disposition: inline; filename=seal.png
Content-Transfer-Encoding: base64

%s
--b
Content-Type: application/pdf
Content-Disposition: attachment; filename*=utf-8''..%%2F%%D8%%B9%%D9%%82%%D8%%AF.pdf
Content-Transfer-Encoding: base64

%s
--b--
""" % (__import__("base64").b64encode("منى صالح".encode()).decode(), __import__("base64").encodebytes(PICTURE).decode(),
       __import__("base64").encodebytes(PAGE).decode())).encode()
MAILS["bounce"] = """From: Mail Delivery Subsystem <mailer-daemon@mx.example>
To: diwan@charity.example
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
Content-Type: multipart/report; report-type=delivery-status; boundary=r

--r

It was not delivered.
--r
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; gone@example.org
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such user

Final-Recipient: rfc822; full@example.org
Action: delayed
Status: 4.2.2
Diagnostic-Code: smtp; 452 4.2.2 mailbox full
--r
Content-Type: text/rfc822-headers

From: diwan@charity.example
Message-ID: <9.1448@charity.example>
--r--
""".encode()
HEAD = "From: %s\nTo: diwan@charity.example\nMessage-ID: <%s@example.org>\n"
MAILS["auto_reply"] = (HEAD % ("m@example.org", "a") + "Auto-Submitted: auto-replied\nSubject: رد تلقائي\n\nخارج المكتب\n").encode()
MAILS["list"] = (HEAD % ("news@example.org", "l") + "List-Id: <news.example.org>\nPrecedence: list\nSubject: News\n\nnews\n").encode()
MAILS["own"] = (HEAD % ("diwan@charity.example", "o") + "Subject: ours\n\nours\n").encode()
MAILS["read_receipt"] = (HEAD % ("m@example.org", "r") + """Subject: Read
Content-Type: multipart/report; report-type=disposition-notification; boundary=r

--r

read
--r
Content-Type: message/disposition-notification

Final-Recipient: rfc822; m@example.org
Original-Message-ID: <9.1448@charity.example>
Disposition: manual-action/MDN-sent-manually; displayed
--r--
""").encode()
MAILS["feedback_report"] = (HEAD % ("abuse@example.org", "f") + """Subject: complaint
Content-Type: multipart/report; report-type=feedback-report; boundary=r

--r

a complaint
--r
Content-Type: message/feedback-report

Feedback-Type: abuse
Version: 1
User-Agent: x
--r
Content-Type: message/rfc822

From: diwan@charity.example
Message-ID: <9.1448@charity.example>

ours
--r--
""").encode()
MAILS["delivery_notice"] = MAILS["bounce"].replace(b"Action: failed", b"Action: delayed").replace(b"5.1.1", b"4.2.0").replace(b"550", b"450")
MAILS["damaged"] = (HEAD % ("m@example.org", "d") + "From: other@example.org\nSubject: x\n"
                    "Content-Type: text/plain; charset=utf-8\n\nمرحبا\uFFFD\uFFFD\n").encode()
MAILS["nothing"] = b"\n\n"


def sha(content):
    return hashlib.sha256(content).hexdigest()


# mail, member, its value: every documented member stands here at least once with something in it.
VALUES = [
    ("letter", "file", room + "/letter.eml"), ("letter", "kind", "letter"), ("letter", "message_id", "7@example.org"),
    ("letter", "in_reply_to[]", ["2@charity.example"]), ("letter", "references[]", ["1@charity.example", "2@charity.example"]),
    ("letter", "date", "2026-11-22T10:00:00+03:00"), ("letter", "from.name", "منى صالح"), ("letter", "from.address", "mona@example.org"),
    ("letter", "reply_to[]", [{"name": "Mona at work", "address": "mona@work.example"}]),
    ("letter", "to[]", [{"name": "Diwan", "address": "diwan@charity.example"}, {"name": None, "address": "second@charity.example"}]),
    ("letter", "cc[]", [{"name": "Huda", "address": "huda@example.org"}]), ("letter", "subject", "طلب 1448"),
    ("letter", "text", "مرفق العقد\n\nOn Sun, 22 Nov 2026 at 09:00, Diwan <diwan@charity.example> wrote:\n> أرسلوا العقد"),
    ("letter", "new_text", "مرفق العقد"), ("letter", "attachments[].name", ["seal.png", "عقد.pdf"]),
    ("letter", "attachments[].media_type", ["image/png", "application/pdf"]),
    ("letter", "attachments[].size", [len(PICTURE), len(PAGE)]), ("letter", "attachments[].sha256", [sha(PICTURE), sha(PAGE)]),
    ("letter", "attachments[].inline", [True, False]), ("letter", "authentication.trusted", True),
    ("letter", "authentication.spf", "pass"), ("letter", "authentication.dkim", "pass"), ("letter", "authentication.dmarc", "pass"),
    ("letter", "unreadable_chars", 0), ("letter", "bounce", None),
    ("bounce", "kind", "bounce"), ("bounce", "bounce.original_message_id", "9.1448@charity.example"),
    ("bounce", "bounce.recipients[].address", ["gone@example.org", "full@example.org"]),
    ("bounce", "bounce.recipients[].action", ["failed", "delayed"]), ("bounce", "bounce.recipients[].status", ["5.1.1", "4.2.2"]),
    ("bounce", "bounce.recipients[].smtp_code", [550, 452]), ("bounce", "bounce.recipients[].permanent", [True, False]),
    ("bounce", "bounce.recipients[].diagnostic", ["550 5.1.1 no such user", "452 4.2.2 mailbox full"]),
    ("bounce", "authentication.trusted", False), ("bounce", "authentication.dmarc", None), ("bounce", "date", None),
    ("damaged", "unreadable_chars", 2), ("damaged", "defects[]", lambda names: any("from" in name for name in names)),
    ("damaged", "from", None), ("nothing", "defects[]", lambda names: bool(names)), ("nothing", "message_id", None),
    ("nothing", "to[]", []), ("nothing", "attachments[]", []),
    *[(kind, "kind", kind) for kind in ("auto_reply", "delivery_notice", "feedback_report", "list", "read_receipt", "own")],
]


def paths(value, at=""):
    """Every member of a value as the table writes it; lists of texts and of addresses are members themselves."""
    if isinstance(value, dict) and at not in ("from", "forwarded_from") or at == "from" and value:
        for name, inner in value.items():
            yield from paths(inner, f"{at}.{name}" if at else name)
    elif isinstance(value, list) and at in ("attachments", "bounce.recipients"):
        for inner in value:
            yield from paths(inner, at + "[]")
    else:
        yield at + "[]" if isinstance(value, list) else at


def member(value, path):
    """What stands at a path; of each element, where a list is on the way."""
    first, _, rest = path.partition(".")
    inner = value[first.removesuffix("[]")]
    if not rest:
        return inner
    return [member(each, rest) for each in inner] if first.endswith("[]") else member(inner, rest)


names = [line.split()[0] for line in DOCUMENTED.strip().splitlines()]
files = []
for name, content in MAILS.items():
    files.append(f"{room}/{name}.eml")
    with open(files[-1], "wb") as file:
        file.write(content)
done = subprocess.run([os.environ["DIWAN"], "parse", "--json", "--address", "diwan@charity.example", "--authserv-id", "mx.charity.example",
                       *files], capture_output=True, timeout=120)
said = [json.loads(line) for line in done.stdout.decode().splitlines()]
check("a line for every mail, in their order", done.returncode == 0 and [one["file"] for one in said] == files, done)
said = dict(zip(MAILS, said))

found = set().union(*(paths(said[name]) for name in ("letter", "bounce")))
check("the documented members, and no other but the named ones", found - {"bounce"} == set(names + FURTHER),
      (sorted(set(names + FURTHER) - found), sorted(found - set(names + FURTHER))))
top = [list(one) for one in said.values()]
check("every mail has the same members, in one order, an empty one too", all(one == top[0] for one in top), top)
shown = {path for _, path, value in VALUES if value not in (None, [], 0)}
check("the table below fills every documented member", not set(names) - shown, sorted(set(names) - shown))
for mail, path, value in VALUES:
    is_so = member(said[mail], path)
    well = value(is_so) if callable(value) else is_so == value and type(is_so) is type(value)
    check(f"{mail}: {path}" + ("" if callable(value) or isinstance(value, (list, str)) else f" {value}"), well, (is_so, value))

design = os.path.join(os.path.dirname(os.environ["SAMPLE"]), "../../shared/DESIGN.md")
if os.path.exists(design):
    with open(design) as file:
        line = next(line for line in file if line.startswith("`parse --json`:"))
    words = set(re.findall(r"[a-z_0-9]+", " ".join(re.findall(r"`([^`]*)`", line.split(":", 1)[1]))))
    ours = set(re.findall(r"[a-z_0-9]+", " ".join(names))) | set("letter auto_reply bounce delivery_notice feedback_report list read_receipt own".split())
    check("the house's plan lists the same", words == ours | {"name", "address"}, (words - ours, ours - words))
else:
    note("the house's plan is not beside this tree: its list was not compared")
finish()
END
