"""years.py OFFICE REQUESTS - fills an office with years of requests at once, and tells what its report should say.

The rows are written beside the program, and the figures are counted here from the plan they were written from, not from
the tables: what the report finds is held against them. Invented people only.
"""
import random, sqlite3, statistics, sys

HOUR, DAY = 3600_000, 86_400_000
KINDS = ["support_request"] * 7 + ["enquiry", "enquiry", "complaint"]
CHANNELS = ["telephone", "interview", "website", "branch", "social_media"]
REASONS = ["حالة طارئة", "علاج عاجل", "=أمر قضائي"]


def luhn(digits):
    total = 0
    for i, c in enumerate(reversed(digits)):
        d = int(c) * (2 if i % 2 == 0 else 1)
        total += d - 9 if d > 9 else d
    return str(-total % 10)


def number(kind, year, serial):
    digits = f"{kind}{year}{serial:06d}"
    return f"{kind}/{year}/{serial:06d}/{luhn(digits)}"


def nearest(times, share_of_ten):
    """The nearest-rank quantile, in seconds; None of nothing."""
    times = sorted(times)
    return times[-(-share_of_ten * len(times) // 10) - 1] / 1000 if times else None


class Years:
    def __init__(self, path, begin, seed=38):
        self.db = sqlite3.connect(path, isolation_level=None)
        self.db.execute("PRAGMA synchronous=OFF")
        self.rng, self.begin = random.Random(seed), begin
        self.serials, self.rows, self.ids = {}, {}, {}
        self.plan = []

    def id(self, table):
        if table not in self.ids:
            self.ids[table] = self.db.execute(f"SELECT COALESCE(MAX(id), 0) FROM {table}").fetchone()[0]
        self.ids[table] += 1
        return self.ids[table]

    def put(self, table, **columns):
        key = (table, tuple(columns))
        self.rows.setdefault(key, []).append(tuple(columns.values()))

    def flush(self):
        self.db.execute("BEGIN IMMEDIATE")
        for (table, columns), rows in self.rows.items():
            marks = ", ".join("?" * len(columns))
            self.db.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)
        for (kind, year), last in self.serials.items():
            self.db.execute("INSERT INTO register_serial (kind, year, last) VALUES (?, ?, ?)", (kind, year, last))
        self.db.execute("COMMIT")
        self.rows = {}

    def enter(self, kind, at, letter=None, request=None):
        year = 1400  # a year of its own, so that it is nobody else's
        serial = self.serials.get((kind, year), 0) + 1
        self.serials[kind, year] = serial
        n = number(kind, year, serial)
        self.put("register", kind=kind, year=year, serial=serial, number=n, at=at, letter_id=letter, request_id=request)
        return n

    def change(self, request, at, move, before, after, reason=None, undoes=None, **was):
        row = self.id("request_change")
        self.put("request_change", id=row, request_id=request, at=at, actor="noura", move=move, from_state=before,
                 to_state=after, reason=reason, undoes=undoes, was_completed_at=was.get("completed"),
                 was_earliest_at=was.get("earliest"), was_target_at=was.get("target"))
        return row

    def letter(self, party, at, request, kept):
        row, rng = self.id("letter"), self.rng
        taken = at + rng.randrange(60_000)
        self.put("letter", id=row, state="done", due_at=taken, sha256=f"{row:064x}", size_bytes=2000,
                 medium="scan" if kept["scan"] else "email", source="main", received_at=at, taken_at=taken,
                 request_id=request, party_id=party, answered="full" if kept["ack"] is not None else "none",
                 unanswered_why=None if kept["ack"] is not None else "no_address")
        self.put("letter_text", letter_id=row, text="x" * 400, new_text="x" * 400)
        self.enter(1, at, letter=row)
        if kept["ack"] is not None:
            box = self.id("outbox")
            self.put("outbox", id=box, letter_id=row, request_id=request, party_id=party, purpose="acknowledgement",
                     recipient=f"p{party}@applicants.example", sender="", message_id=f"a{box}@charity.example",
                     bytes=b"x" * 5000, state="sent", created_at=at, due_at=at, sent_at=at + kept["ack"])
        return row

    def request(self, i, span):
        rng = self.rng
        party, row, at = self.id("party"), self.id("request"), self.begin + rng.randrange(span)
        kind, kept = rng.choice(KINDS), {}
        kept.update(kind=kind, at=at, scan=rng.random() < 0.2, decisions=[],
                    ack=rng.choice([None] + [rng.randrange(1000, 40 * 60_000)] * 8 + [rng.randrange(HOUR, 30 * HOUR)]))
        self.put("party", id=party, file_no=f"Y{party}", party_kind="applicant", full_name="سالم فهد", created_at=at,
                 changed_at=at)
        n = self.enter(3, at, request=row)
        letter = self.letter(party, at, row, kept)
        if kind == "support_request":
            state = self.committee(row, at, kept)
        else:
            answered = at + rng.randrange(HOUR, 20 * DAY)
            kept.update(answered=answered, late=answered > at + 7 * DAY)
            self.change(row, answered, "answer", "new", "answered", target=at + 7 * DAY)
            if rng.random() < 0.1:  # taken back, and answered anew
                last = self.ids["request_change"]
                self.change(row, answered + HOUR, "undo", "answered", "new", undoes=last)
                kept["answered"] = None
            state = "answered"
        self.put("request", id=row, number=n, kind=kind, state=state, party_id=party, opened_by=letter, opened_at=at,
                 changed_at=at, clocked=1)
        self.plan.append(kept)

    def committee(self, row, at, kept):
        rng = self.rng
        done = at + rng.randrange(HOUR, 40 * DAY)
        earliest, target = done + 14 * DAY, done + 30 * DAY
        was = dict(completed=done, earliest=earliest, target=target)
        kept["completed"] = done
        self.change(row, done, "complete", "new", "complete")
        for document in ("declaration", "identity", "family", "income"):
            self.put("request_document", request_id=row, document=document, state="accepted", actor="noura", at=done)
        for field in ("full_name", "national_id", "mobile", "city"):
            self.put("request_field", request_id=row, field=field, value="x", agrees=1, document="identity",
                     actor="noura", at=done)
        self.put("notice", request_id=row, purpose="progress", mark=1, actor="noura", state="sent", made_at=done,
                 due_at=done, ended_at=done)
        self.change(row, done + HOUR, "study", "complete", "under_study", **was)
        if rng.random() < 0.3:
            ended = rng.choice([None, done + DAY, done + 9 * DAY])
            self.put("referral", request_id=row, actor="noura", at=done + HOUR, to_kind="researcher", to_name="huda",
                     purpose="opinion", instruction="x", due_at=done + 5 * DAY, ended_at=ended,
                     ended_how="returned" if ended else None)
            kept["referral"] = (done + HOUR, "open" if not ended else "late" if ended > done + 5 * DAY else "in_time")
        if rng.random() < 0.2:
            channel = rng.choice(CHANNELS)
            n = self.enter(4, done)
            self.put("contact", number=n, request_id=row, channel=channel, direction="in", at=done, summary="x",
                     actor="noura", noted_at=done, branch="الشمال" if channel == "branch" else None)
            kept["contact"] = (done, channel)
        self.change(row, done + 2 * HOUR, "present", "under_study", "before_committee", **was)
        outcome = rng.choice(["accepted"] * 6 + ["declined"] * 3 + ["deferred"])
        decided = done + rng.randrange(2 * DAY, 40 * DAY)
        reason = rng.choice(REASONS) if decided < earliest or outcome != "accepted" else None
        self.change(row, decided, outcome.rstrip("d"), "before_committee", outcome, reason=reason, **was)
        decision = dict(at=decided, outcome=outcome, took=decided - done, reason=reason,
                        when="early" if decided < earliest else "late" if decided > target else "window")
        if outcome == "accepted" and rng.random() < 0.03:
            self.change(row, decided + DAY, "correct", "accepted", "before_committee", reason="خطأ", **was)
            self.change(row, decided + 31 * DAY, "decline", "before_committee", "declined", reason="خطأ", **was)
            decided += 31 * DAY
            decision = dict(at=decided, outcome="declined", took=decided - done, reason="خطأ",
                            when="early" if decided < earliest else "late" if decided > target else "window")
            outcome = "declined"
        kept["decisions"].append(decision)
        return outcome

    def survey(self, at, ratings):
        for rating in ratings:
            row = self.id("notice")
            self.put("notice", id=row, request_id=1, purpose="survey", mark=row, actor="diwan", state="sent", made_at=at,
                     due_at=at, ended_at=at)
            if rating:
                self.put("survey_answer", mark=f"{row:016d}", asked_at=at // DAY * DAY, rating=rating)

    def make(self, requests, span=700 * DAY):
        for i in range(requests):
            self.request(i, span)
            if i % 5000 == 4999:
                self.flush_rows()
        self.flush()

    def flush_rows(self):
        serials, self.serials = self.serials, {}
        self.flush()
        self.serials = serials

    # ---- what the report should say, of [begin, end) ----

    def expected(self, begin, end, target):
        def within(at):
            return at is not None and begin <= at < end
        letters = [p for p in self.plan if within(p["at"])]
        acks = [p["ack"] for p in letters if p["ack"] is not None]
        completed = [p for p in self.plan if within(p.get("completed"))]
        decided = [d for p in self.plan for d in p["decisions"] if within(d["at"])]
        final = [d for d in decided if d["outcome"] != "deferred"]
        answered = [p for p in self.plan if within(p.get("answered"))]
        took = [p["answered"] - p["at"] for p in answered]
        referrals = [p["referral"][1] for p in self.plan if "referral" in p and within(p["referral"][0])]
        contacts = [p["contact"][1] for p in self.plan if "contact" in p and within(p["contact"][0])]
        early = [d["reason"] for d in final if d["when"] == "early"]
        waits = [p["completed"] - p["at"] for p in completed]

        def count(rows, value):
            return sum(1 for row in rows if row == value)
        return {
            "relations": {"letters": len(letters), "requests_opened": len(letters)},
            "channels": {"contacts": len(contacts), "by_channel": {
                "email": count([p["scan"] for p in letters], False), "scan": count([p["scan"] for p in letters], True),
                **{channel: count(contacts, channel) for channel in CHANNELS}}},
            "courtesy": {
                "acknowledged": len(acks), "not_acknowledged": len(letters) - len(acks),
                "acknowledged_median_seconds": nearest(acks, 5), "acknowledged_p90_seconds": nearest(acks, 9),
                "acknowledged_within": round(sum(t <= target for t in acks) / len(letters), 4),
                "answered": len(answered), "answered_late": sum(p["late"] for p in answered),
                "answered_median_seconds": nearest(took, 5)},
            "information": {"completed": len(completed), "completed_median_seconds": nearest(waits, 5),
                            "completed_p90_seconds": nearest(waits, 9), "documents_accepted": 4 * len(completed),
                            "fields_agree": 4 * len(completed)},
            "declaration": {"declarations_accepted": len(completed)},
            "referral": {"referred": len(referrals), "returned_in_time": count(referrals, "in_time"),
                         "returned_late": count(referrals, "late"), "referrals_open": count(referrals, "open")},
            "committee": {
                "decided": len(final), "decided_median_seconds": nearest([d["took"] for d in final], 5),
                "decided_p90_seconds": nearest([d["took"] for d in final], 9),
                "decided_within": round(count([d["when"] for d in final], "window") / len(final), 4),
                "timeliness": {when: count([d["when"] for d in final], when) for when in ("early", "window", "late")},
                "outcomes": {o: count([d["outcome"] for d in decided], o) for o in ("accepted", "declined", "deferred")},
                "early_reasons": {reason: count(early, reason) for reason in set(early)}},
        }


def differences(expected, found, path=""):
    """What of expected the report does not say, as lines."""
    out = []
    for key, value in expected.items():
        if isinstance(value, dict):
            out += differences(value, found.get(key) or {}, f"{path}{key}.")
        elif found.get(key) != value and not (isinstance(value, float) and found.get(key) is not None
                                              and abs(found[key] - value) < 1e-3):
            out.append(f"{path}{key}: {found.get(key)} instead of {value}")
    return out


if __name__ == "__main__":
    import time
    years = Years(sys.argv[1] + "/office.db", int(time.time() * 1000) - 760 * DAY)
    years.make(int(sys.argv[2]))
