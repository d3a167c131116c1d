"""whose.py - letters whose truth is known put through an office, and what it found compared with the truth.

A file of told.py's letters is one office. Its letters come in rounds (`@later`), each as one mbox, so that an office costs a
few processes and not a process a letter. A wrong match is a letter that was put on somebody's record when the truth says
otherwise.
"""
import email, email.policy, email.utils, json, os, re, subprocess, time
from collections import Counter
from told import AUTHORITY, COLUMNS, HELD, filled, message, parse

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
                              capture_output=True, text=True, timeout=3000)
        after = os.times()
        self.cpu += after.children_user - before.children_user + after.children_system - before.children_system
        if done.returncode != code:
            raise RuntimeError(f"diwan {' '.join(words)}: exit {done.returncode}: {done.stderr[-600:]}")
        return done.stdout

    def lines(self, day, *words):
        return [json.loads(line) for line in self.run(day, *words, "--json").splitlines() if line.startswith("{")]

    def take(self, day, letters, turn):
        """Letters come in as one mbox and are processed; what became of them stands in them afterwards."""
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
                out.write(time.strftime("From writer@letters.example %a %b %d %H:%M:%S %Y\n", time.gmtime(now)).encode())
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


def is_linked(shown, number):
    """Whether a request names another, or its journal says that it is about an earlier one."""
    return str(number) in json.dumps(shown) or any(row["act"] == "request_about" for row in shown.get("journal", []))


def compare_request(trial, letter, verdict):
    number, case = letter.judged.get("request_no"), letter.case
    word, _, other = (letter.request or "").partition(" ")
    theirs = case.letters[other].judged.get("request_no") if other else None
    earlier = {l.found.get("request_no") for l in case.letters.values() if l is not letter and (l.day, l.turn) < (letter.day, letter.turn)}
    well = {"": True, "none": number is None, "new": number is not None and number not in earlier,
            "same": number is not None and number == theirs, "other": number is None or number != theirs,
            "linked": number is not None and number != theirs and is_linked(trial.shown.get(number, {}), theirs)}[word]
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
