"""office.py - what the long tests share: an office beside a real post office, letters with truth, and what was seen.

Everything is made from a seed. Invented people only.
"""
import email, email.policy, imaplib, json, os, random, signal, smtplib, ssl, subprocess, time

GIVEN = ["محمد", "عبدالله", "سعد", "نورة", "هند", "فهد", "ريم", "خالد", "منى", "تركي", "سارة", "ماجد"]
FAMILY = ["القحطاني", "الشمري", "العتيبي", "الحربي", "الدوسري", "الغامدي", "الزهراني", "السبيعي"]
AUTHORITY = "mx.charity.example"


def national_id(rng):
    digits = [1] + [rng.randrange(10) for _ in range(8)]
    total = sum(d if i % 2 else (d * 2 - 9 if d > 4 else d * 2) for i, d in enumerate(digits))
    return "".join(map(str, digits)) + str(-total % 10)


def people(n, rng):
    """Distinct invented people, each with an address of their own behind one mailbox."""
    seen, out = set(), []
    while len(out) < n:
        nid = national_id(rng)
        if nid in seen:
            continue
        seen.add(nid)
        i = len(out)
        name = f"{rng.choice(GIVEN)} {rng.choice(GIVEN)} {rng.choice(GIVEN)} {rng.choice(FAMILY)}"
        out.append({"file_no": f"B{i:05d}", "national_id": nid, "full_name": name,
                    "email": f"bulk+{i}@applicants.example", "mobile": f"05{10000000 + i}", "city": "الرياض"})
    return out


def letters(persons, n, rng):
    """(message id, writer or None, message): three quarters from people on record, the rest from strangers."""
    for i in range(n):
        known = rng.random() < 0.75
        person = rng.choice(persons) if known else None
        address = person["email"] if known else f"bulk+s{i}@applicants.example"
        name = person["full_name"] if known else f"{rng.choice(GIVEN)} {rng.choice(FAMILY)}"
        message = email.message.EmailMessage(policy=email.policy.SMTP)
        message["From"] = email.headerregistry.Address(name, *address.split("@"))
        message["To"] = "letters@charity.example"
        message["Subject"] = rng.choice(["طلب مساعدة", "طلب دعم", "معروض", "طلب إعانة عاجلة"])
        message["Message-ID"] = f"<letter-{i}@applicants.example>"
        message["Date"] = email.utils.format_datetime(email.utils.localtime())
        if known:
            message["Authentication-Results"] = f"{AUTHORITY}; dmarc=pass header.from=applicants.example"
        body = [f"السلام عليكم ورحمة الله، أتقدم إليكم بطلب دعم في سداد الإيجار. الخطاب رقم {i}."]
        if known and rng.random() < 0.5:
            body += [f"الاسم: {person['full_name']}", f"رقم الهوية: {person['national_id']}"]
        message.set_content("\n".join(body + ["وتفضلوا بقبول التحية"] * rng.randrange(1, 8)))
        yield f"letter-{i}@applicants.example", person, message


class PostOffice:
    def __init__(self, folder, *users):
        tool = os.path.join(os.environ["TOOLS_DIR"], "post-office")
        said = subprocess.run([tool, "start", "--for", str(os.getpid()), folder, *users], check=True,
                              stdout=subprocess.PIPE, text=True).stdout
        self.tool, self.folder, self.dovecot = tool, folder, None
        quoted = subprocess.run(["sh", "-c", said + '\nprintf "%s\\n" "$PO_FOLDER" "$PO_HOST" "$PO_SMTP_PORT" '
                                 '"$PO_SUBMISSION_PORT" "$PO_IMAPS_PORT" "$PO_CA_FILE" "$PO_SECRETS"'],
                                check=True, capture_output=True, text=True).stdout.splitlines()
        self.real, self.host, smtp, submission, imaps, self.ca, self.secrets = quoted
        self.smtp, self.submission, self.imaps = int(smtp), int(submission), int(imaps)

    def secret(self, user):
        return os.path.join(self.secrets, user)

    def stop(self):
        if self.dovecot:
            self.dovecot.terminate()
            self.dovecot.wait(30)
        subprocess.run([self.tool, "stop", self.folder], check=False)

    def close_mailboxes(self):
        """Dovecot ends; Postfix goes on and keeps what comes for the mailboxes."""
        pid = int(open(os.path.join(self.real, "dovecot/run/master.pid")).read())
        os.kill(pid, signal.SIGTERM)
        while os.path.exists(f"/proc/{pid}"):
            time.sleep(0.05)

    def open_mailboxes(self):
        """Dovecot begins again, in the same folder and on the same port."""
        self.dovecot = subprocess.Popen(["setpriv", "--pdeathsig", "TERM", "/usr/sbin/dovecot", "-F", "-c",
                                         os.path.join(self.real, "dovecot/dovecot.conf")])

    def carrier(self, *words):
        """A command of this Postfix, as `postqueue -f`."""
        return subprocess.run([words[0], "-c", os.path.join(self.real, "postfix/conf"), *words[1:]], check=True,
                              capture_output=True, text=True).stdout

    def send(self, messages):
        with smtplib.SMTP("127.0.0.1", self.smtp) as door:
            for message in messages:
                door.sendmail(email.utils.parseaddr(str(message["From"]))[1], ["letters@charity.example"], message.as_bytes())

    def inbox(self, user):
        """Every mail in a mailbox, as parsed messages."""
        context = ssl.create_default_context(cafile=self.ca)
        box = imaplib.IMAP4_SSL(self.host, self.imaps, ssl_context=context)
        box.login(user, open(self.secret(user)).readline().strip())
        box.select("INBOX", readonly=True)
        _, found = box.fetch("1:*", "(BODY.PEEK[HEADER])")
        box.logout()
        return [email.message_from_bytes(part[1]) for part in found if isinstance(part, tuple)]


class Office:
    """An office with a mailbox and a relay of post's, or with another relay's settings; more stands behind them and holds."""

    def __init__(self, folder, post, persons, relay=None, more=""):
        self.diwan, self.folder, self.conf = os.environ["DIWAN"], folder, os.path.join(folder, "diwan.conf")
        self.process, self.journal = None, folder.rstrip("/") + ".log"
        self.run("init", folder, config=False)
        own = f"""host={post.host}
port={post.submission}
user=letters@charity.example
password_file={post.secret("letters@charity.example")}
ca_file={post.ca}"""
        with open(self.conf, "a") as conf:
            conf.write(f"""
[mail]
addresses=letters@charity.example
domains=charity.example
authserv_id={AUTHORITY}
[mailbox main]
host={post.host}
port={post.imaps}
user=letters@charity.example
password_file={post.secret("letters@charity.example")}
ca_file={post.ca}
[relay]
{relay or own}
[web]
listen=127.0.0.1:0
{more}""")
        table = os.path.join(folder, "applicants.csv")
        with open(table, "w") as out:
            out.write("file_no,national_id,full_name,email,mobile,city\n")
            out.writelines(",".join(p.values()) + "\n" for p in persons)
        self.run("applicants", "import", table)

    def try_to(self, *words, config=True):
        return subprocess.run([self.diwan, *(["-c", self.conf] if config else []), *words], capture_output=True, text=True)

    def run(self, *words, config=True):
        done = self.try_to(*words, config=config)
        if done.returncode:
            raise SystemExit(f"diwan {' '.join(words)}: exit {done.returncode}\n{done.stderr}")
        return done.stdout

    def lines(self, *words):
        return [json.loads(line) for line in self.run(*words, "--json").splitlines()]

    def start(self):
        with open(self.journal, "ab") as log:
            self.process = subprocess.Popen(["setpriv", "--pdeathsig", "TERM", self.diwan, "-c", self.conf, "serve"],
                                            stderr=log)

    def log(self):
        with open(self.journal) as log:
            return log.read()

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(30)

    def idle(self, n):
        """All n letters taken, nothing due, nothing waiting to leave."""
        status = self.lines("status")[0]
        count = sum(stage["letters"] for stage in status["stages"])
        rest = sum(s["letters"] for s in status["stages"] if s["state"] in ("done", "held", "duplicate", "batch"))
        return count >= n and rest == count and status["outbox"]["waiting"] + status["outbox"]["sending"] == 0

    def wait_idle(self, n, seconds):
        until = time.time() + seconds
        while time.time() < until:
            if self.idle(n):
                return True
            time.sleep(0.5)
        return False


def serials(rows, key="in_no"):
    """The serials of register numbers, each number once."""
    return sorted(int(n.split("/")[2]) for n in {r[key] for r in rows if r[key]})


def descendants(pid):
    """(pid, words of its command line) of every process below pid."""
    children = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                stat = open(f"/proc/{name}/stat").read()
                words = open(f"/proc/{name}/cmdline").read().split("\0")[:-1]
            except OSError:
                continue
            children.setdefault(int(stat.rsplit(")", 1)[1].split()[1]), []).append((int(name), words))
    out, todo = [], [pid]
    while todo:
        below = children.get(todo.pop(), [])
        out += below
        todo += [p for p, _ in below]
    return out
