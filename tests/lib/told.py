"""told.py - letters with the truth beside them, as plain text tells them: the text read, each letter made the mail that comes in.

tests/identify/adversarial/README.md says how the text is written; tests/identify/correspond writes the same form.
"""
import email.message, email.policy, email.utils, io, re, zipfile

AUTHORITY = "mx.charity.example"
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
