"""whose.py - letters with the truth beside them: read from plain text, put through an office, compared with what it found.

tests/identify/adversarial/README.md says how the text is written; tests/identify/correspond writes the same form.
A file is one office. Its letters come in rounds (`@later`), each as one mbox, so that an office costs a few processes
and not a process a letter. A wrong match is a letter that was put on somebody's record when the truth says otherwise.
"""
import email, email.headerregistry, email.message, email.policy, email.utils, io, json, os, re, subprocess, zipfile
from collections import Counter

AUTHORITY = "mx.charity.example"
SETTINGS = f"""[mail]
addresses=letters@charity.example
domains=charity.example
authserv_id={AUTHORITY}
scanners=scanner@charity.example
tagged_replies=yes
[relay]
directory=sent
from=letters@charity.example
"""
COLUMNS = {"file": "file_no", "id": "national_id", "name": "full_name", "email": "email", "mobile": "mobile", "city": "city",
           "kind": "party_kind", "iban": "iban", "born": "birth_date"}
HELD = {"none", "several", "conflict", "held"}


class Case:
    def __init__(self, name):
        self.name, self.why, self.letters, self.acts = name, "", {}, []  # acts: (day, round, command)


class Letter:
    """One letter: what it says of itself (head, body), the truth (whose, request, kind, documents), and what became of it."""

    def __init__(self, case, name, day, turn):
        self.case, self.name, self.day, self.turn = case, name, day, turn
        self.whose, self.request, self.kind, self.documents, self.answered = None, None, None, None, None
        self.sender, self.paper, self.attached, self.head, self.body = "pass", False, [], [], []
        self.found, self.judged, self.answer = {}, {}, {}  # as it is; as the office by itself left it; what it answered

    @property
    def id(self):
        return f"{self.case.name}.{self.name}@letters.example"

    @property
    def where(self):
        return f"{self.case.name}/{self.name}"


def parse(lines, source):
    """(register's rows, cases) of a file of cases; a line that means nothing is told with its number."""
    rows, cases, names, case, letter, part, turn, day = [], [], None, None, None, None, 0, 0
    for n, line in enumerate(lines, 1):
        line = line.rstrip("\n")
        word, _, rest = line.partition(" ")
        rest = rest.strip()
        try:
            if line.startswith("@"):
                if word == "@register":
                    part, names = "register", None
                elif word == "@case":
                    case, part, letter, turn, day = Case(rest), None, None, 0, 0
                    assert re.fullmatch(r"[a-z0-9-]+", rest) and rest not in {c.name for c in cases}
                    cases.append(case)
                elif word == "@why":
                    case.why = rest
                elif word == "@later":
                    turn, letter, part = turn + 1, None, None
                    day += int(rest.rstrip("d") or 0)  # days
                elif word == "@do":
                    turn += any(l.turn == turn for l in case.letters.values())
                    case.acts.append((day, turn, rest))
                elif word == "@letter":
                    letter, part = Letter(case, rest, day, turn), "head"
                    assert rest not in case.letters
                    case.letters[rest] = letter
                elif word == "@attach":
                    name, _, words = rest.partition(":")
                    letter.attached.append((name.strip(), words.strip()))
                elif word == "@paper":
                    letter.paper = True
                else:
                    assert word in ("@whose", "@request", "@kind", "@documents", "@sender", "@answered")
                    setattr(letter, word[1:], rest)
            elif part == "register" and line.strip() and line[0] != "#":
                cells = [cell.strip() for cell in line.split("|")]
                if names is None:
                    names = [COLUMNS[cell] for cell in cells]
                else:
                    rows.append(dict(zip(names, cells)))
            elif part == "head" and not line:
                part = "body"
            elif part == "head":
                name, colon, value = line.partition(":")
                assert colon
                letter.head.append((name, value.strip()))
            elif part == "body":
                letter.body.append(line)
            else:
                assert not line.strip() or line[0] == "#"
        except Exception as wrong:
            raise SystemExit(f"{source}:{n}: {line!r}: {wrong!r}")
    for case in cases:
        assert case.why, f"{source}: {case.name} has no @why"
        for letter in case.letters.values():
            assert letter.whose, f"{source}: {letter.where} has no truth"
    return rows, cases


def docx(text):
    """A page of text as a word processor keeps it."""
    paragraphs = "".join(f"<w:p><w:r><w:t xml:space=\"preserve\">{line.replace('&', '&amp;').replace('<', '&lt;')}</w:t></w:r></w:p>"
                         for line in text.split("\n"))
    office = "http://schemas.openxmlformats.org"
    parts = {"[Content_Types].xml": f'<Types xmlns="{office}/package/2006/content-types"><Default Extension="rels" ContentType='
             '"application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType='
             '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
             "_rels/.rels": f'<Relationships xmlns="{office}/package/2006/relationships"><Relationship Id="r1" Type='
             f'"{office}/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
             "word/document.xml": f'<w:document xmlns:w="{office}/wordprocessingml/2006/main"><w:body>{paragraphs}</w:body></w:document>'}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, words in parts.items():
            archive.writestr(zipfile.ZipInfo(name), '<?xml version="1.0" encoding="UTF-8"?>' + words)
    return out.getvalue()


WAYS = {"arabic": lambda s: s.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")),
        "persian": lambda s: s.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")),
        "reversed": lambda s: "/".join(reversed(s.split("/"))), "dashes": lambda s: s.replace("/", "-"),
        "dots": lambda s: s.replace("/", "."), "spaces": lambda s: s.replace("/", " "),
        "wrong": lambda s: s[:-1] + str((int(s[-1]) + 1) % 10), "forged": lambda s: s[:25] + ("c" if s[25] == "b" else "b") + s[26:]}


class Missing(LookupError):
    """What a letter is to quote is not there: for the letter that should have brought it was itself left to a person, or not."""

    def __init__(self, words, letter):
        super().__init__(words)
        self.follows = letter.judged and letter.judged.get("outcome") != "match" and letter.whose not in HELD


def filled(text, case):
    """Text with {number:a}, {request:a|arabic}, {answer:a}, {tag:a} put in, as the office gave them to letter a."""
    def value(hit):
        what, name, ways = hit.group(1), hit.group(2), hit.group(3)
        letter = case.letters[name]
        said = {"number": letter.found.get("in_no"), "request": letter.found.get("request_no"), "letter": f"<{letter.id}>",
                "answer": letter.answer.get("id"), "tag": letter.answer.get("reply")}[what]
        if said is None:
            raise Missing(f"{letter.where} has no {what}", letter)
        for way in ways.split("|")[1:]:
            said = WAYS[way](said)
        return said
    return re.sub(r"\{(number|request|letter|answer|tag):([a-z0-9-]+)((?:\|[a-z]+)*)\}", value, text)


def message(letter, now):
    """The letter as the mail that comes in, as bytes."""
    case, out = letter.case, email.message.EmailMessage(policy=email.policy.SMTP)
    head = [(name, filled(value, case)) for name, value in letter.head]
    body = filled("\n".join(letter.body).strip("\n"), case) + "\n"
    if letter.paper:
        head = [("From", "scanner@charity.example"), ("Subject", "Scan")]
    address = email.utils.parseaddr(dict(head)["From"])[1]
    domain = address.rpartition("@")[2]
    verdict = {"pass": f"{AUTHORITY}; spf=pass smtp.mailfrom={address}; dkim=pass header.d={domain}; dmarc=pass header.from={domain}",
               "fail": f"{AUTHORITY}; spf=fail smtp.mailfrom={address}; dmarc=fail header.from={domain}",
               "weak": f"{AUTHORITY}; spf=none smtp.mailfrom={address}; dmarc=none header.from={domain}",
               "foreign": f"mx.elsewhere.example; dmarc=pass header.from={domain}", "none": None}[letter.sender]
    if verdict:
        out["Authentication-Results"] = verdict
    for name, value in head:
        out[name] = value
    for name, value in (("To", "letters@charity.example"), ("Message-ID", f"<{letter.id}>"), ("Date", email.utils.formatdate(now))):
        if name not in out:
            out[name] = value
    out.set_content("" if letter.paper else body)
    if letter.paper:
        out.add_attachment(docx(body), maintype="application", filename="scan.docx",
                           subtype="vnd.openxmlformats-officedocument.wordprocessingml.document")
    for name, words in letter.attached:
        if name.endswith(".docx"):
            out.add_attachment(docx(filled(words, case)), maintype="application", filename=name,
                               subtype="vnd.openxmlformats-officedocument.wordprocessingml.document")
        else:
            out.add_attachment(filled(words, case), filename=name)
    return out.as_bytes()


class Trial:
    """An office with a register, through which letters go in rounds."""

    def __init__(self, folder, rows):
        self.folder, self.sent, self.cpu = folder, set(), 0.0
        self.broken = []
        self.run(0, "init", folder, office=False)
        with open(folder + "/diwan.conf", "a") as out:
            out.write(SETTINGS)
        names = list(COLUMNS.values())
        with open(folder + "/people.csv", "w") as out:
            out.write(",".join(names) + "\n")
            out.writelines(",".join(row.get(name, "") for name in names) + "\n" for row in rows)
        self.run(0, "applicants", "import", folder + "/people.csv")
        for login in ("noura", "huda"):
            self.run(0, "staff", "add", login, "--name", login, "--role", "relations" if login == "noura" else "secretary")

    def run(self, day, *words, office=True, code=0):
        before = os.times()
        done = subprocess.run([*(["faketime", "-f", f"+{day}d"] if day else []), os.environ["DIWAN"],
                               *(["-c", self.folder + "/diwan.conf"] if office else []), *words],
                              capture_output=True, text=True, timeout=590)
        after = os.times()
        self.cpu += after.children_user - before.children_user + after.children_system - before.children_system
        if done.returncode != code:
            raise RuntimeError(f"diwan {' '.join(words)}: exit {done.returncode}: {done.stderr[-600:]}")
        return done.stdout

    def lines(self, day, *words):
        return [json.loads(line) for line in self.run(day, *words, "--json").splitlines() if line.startswith("{")]

    def take(self, day, letters, turn):
        """Letters come in as one mbox and are processed; what became of them stands in them afterwards."""
        import time
        path, by_id = f"{self.folder}/round-{day}-{turn}.mbox", {}
        now = time.time() + day * 86400
        with open(path, "wb") as out:
            for letter in letters:
                try:
                    raw = message(letter, now)
                except LookupError as missing:
                    self.broken.append((letter, missing))
                    continue
                by_id[letter.id] = letter
                out.write(b"From writer@letters.example Mon Nov 23 06:00:00 2026\n")
                out.write(b"\n".join(b">" + line if re.match(b">*From ", line) else line for line in raw.replace(b"\r\n", b"\n").split(b"\n")))
                out.write(b"\n")
        if not by_id:
            return
        self.run(day, "take", path)
        self.run(day, "process")
        self.run(day, "deliver")
        self.look(day, by_id)

    def look(self, day, by_id):
        for row in self.lines(day, "letters", "list", "--limit", "1000000"):
            if letter := by_id.get((row["message_id"] or "").strip("<>")):
                letter.found, letter.judged = row, letter.judged or row
        place = self.folder + "/sent"
        for name in set(os.listdir(place) if os.path.isdir(place) else []) - self.sent:
            self.sent.add(name)
            with open(f"{place}/{name}", "rb") as file:
                answer = email.message_from_binary_file(file, policy=email.policy.default)
            if letter := by_id.get(str(answer["In-Reply-To"] or "").strip().strip("<>")):
                letter.answer = {"id": str(answer["Message-ID"]).strip(), "reply": email.utils.parseaddr(str(answer["Reply-To"] or ""))[1]}

    def go(self, cases):
        """Every letter and every act of the cases, in the order of days and rounds."""
        steps = {}
        for case in cases:
            for letter in case.letters.values():
                steps.setdefault((letter.day, letter.turn), ([], []))[0].append(letter)
            for day, turn, words in case.acts:
                steps.setdefault((day, turn), ([], []))[1].append((case, words))
        for (day, turn), (letters, acts) in sorted(steps.items(), key=lambda step: step[0]):
            for case, words in acts:
                try:
                    self.run(day, *filled(words, case).split())
                    if words.startswith("letters"):
                        self.run(day, "process")
                except (LookupError, RuntimeError) as wrong:
                    self.broken.append((next(iter(case.letters.values())), wrong))
            if acts:
                self.look(day, {letter.id: letter for case, _ in acts for letter in case.letters.values() if letter.found})
            self.take(day, letters, turn)
        for day in [max(steps)[0]]:
            self.requests = {row["request_no"]: row for row in self.lines(day, "requests", "list", "--limit", "1000000")}
            wanted = {r for c in cases for l in c.letters.values() if (l.documents or (l.request or "").startswith("linked"))
                      for r in [l.found.get("request_no")] if r}
            self.shown = {row["request_no"]: row for n in sorted(wanted) for row in self.lines(day, "requests", "show", n)}


class Verdict:
    """What the comparison of an office with the truth gave."""

    def __init__(self):
        self.wrong, self.filed, self.kinds, self.missed, self.called, self.lost, self.untried = ([] for _ in range(7))
        self.count = Counter()

    def add(self, other):
        for name in ("wrong", "filed", "kinds", "missed", "called", "lost", "untried"):
            getattr(self, name).extend(getattr(other, name))
        self.count += other.count

    def tell(self, name, note):
        n = self.count
        share = 100 * n["matched"] / n["provable"] if n["provable"] else 100
        note(f"{name}, {n['letters']} letters: {len(self.wrong)} wrong matches, {n['matched']} of {n['provable']} provable ones matched"
             f" ({share:.1f} %), {n['left']} left to a person, {len(self.filed)} filed otherwise")
        turns = Counter(re.sub(r"-[0-9]+/", "/", said.split(":")[0]) + said.rpartition("came")[2] for said in self.missed)
        for said, times in turns.most_common(60):
            note(f"left to a person though provable: {re.sub('G[0-9]+ ', '', said)}" + (f" ({times} times)" if times > 1 else ""))
        if self.untried:
            note(f"not tried, since an earlier letter was left to a person: {len(self.untried)}")
        for said in self.called:
            note(f"rightly left, called otherwise: {said}")


def compare(trial, cases):
    verdict = Verdict()
    for letter, why in trial.broken:
        (verdict.untried if getattr(why, "follows", False) else verdict.lost).append(f"{letter.where}: {why}")
    without = {id(letter) for letter, _ in trial.broken}
    for case in cases:
        for letter in case.letters.values():
            if id(letter) in without and not letter.found:
                continue
            compare_letter(trial, letter, verdict)
    return verdict


def compare_letter(trial, letter, verdict):
    found, truth = letter.judged, letter.whose.split(" or ")
    if not found:
        verdict.lost.append(f"{letter.where}: not in the office's list")
        return
    outcome, whose = found.get("outcome"), found.get("file_no")
    matched = outcome == "match" or whose is not None
    said = f"{letter.where}: truth {letter.whose}, came {outcome} {whose or ''} ({found.get('hold_reason')})"
    provable = len(truth) == 1 and truth[0] not in HELD | {"nobody"}
    verdict.count["letters"] += 1
    verdict.count["provable"] += provable
    if matched and whose not in truth:
        verdict.wrong.append(said)
        return
    if not matched:
        verdict.count["left"] += found.get("state") == "held"
        if provable:
            verdict.missed.append(said)
        elif truth[0] in HELD - {"held"} and outcome != truth[0]:
            verdict.called.append(said)
        elif truth[0] == "nobody" and found.get("state") == "held":
            verdict.called.append(said)
        return
    verdict.count["matched"] += provable
    compare_request(trial, letter, verdict)


def compare_request(trial, letter, verdict):
    number, case = letter.judged.get("request_no"), letter.case
    word, _, other = (letter.request or "").partition(" ")
    theirs = case.letters[other].judged.get("request_no") if other else None
    earlier = {l.found.get("request_no") for l in case.letters.values() if l is not letter and (l.day, l.turn) < (letter.day, letter.turn)}
    well = {"": True, "none": number is None, "new": number is not None and number not in earlier,
            "same": number is not None and number == theirs, "other": number is None or number != theirs,
            "linked": number is not None and number != theirs and str(theirs) in json.dumps(trial.shown.get(number, {}))}[word]
    if number is None and word in ("same", "new", "linked"):
        verdict.missed.append(f"{letter.where}: request should be {letter.request}, it was put on none ({letter.judged.get('hold_reason')})")
    elif other and theirs is None and word != "other":
        verdict.untried.append(letter.where)
    elif not well:
        verdict.filed.append(f"{letter.where}: request should be {letter.request}, came {number}"
                             f" ({other}: {theirs})" if other else f"{letter.where}: request should be {letter.request}, came {number}")
    if letter.kind and number and (kind := trial.requests.get(number, {}).get("kind")) not in letter.kind.split(" or "):
        verdict.kinds.append(f"{letter.where}: kind should be {letter.kind}, came {kind}")
    if letter.answered and letter.judged.get("answered") != letter.answered:
        verdict.kinds.append(f"{letter.where}: answer should be {letter.answered}, came {letter.judged.get('answered')}")
    if letter.documents and number:
        came = {row["document"] for row in trial.shown.get(number, {}).get("checklist", []) if row.get("letter") == letter.found["id"]}
        if came != set(letter.documents.split()):
            verdict.kinds.append(f"{letter.where}: brings {letter.documents}, came {' '.join(sorted(came)) or 'nothing'}")


def generated(folder, seed, parties, letters):
    """The lines that tests/identify/correspond writes."""
    return subprocess.run([folder + "/correspond", "--seed", str(seed), "--parties", str(parties), "--letters", str(letters)],
                          check=True, capture_output=True, text=True).stdout.split("\n")


def apart(crowd, rows):
    """Those of the crowd who share neither a number nor given name and family with anybody in rows."""
    ends = lambda row: (row["full_name"].split()[0], row["full_name"].split()[-1])
    names = {ends(row) for row in rows}
    numbers = {row.get(key) for row in rows for key in ("national_id", "mobile", "email")} - {"", None}
    return [row for row in crowd if ends(row) not in names and not numbers & {row["national_id"], row["mobile"], row["email"]}]


def tried(folder, rows, cases):
    """The verdict on cases that went through an office of their own."""
    trial = Trial(folder, rows)
    trial.go(cases)
    return compare(trial, cases)
