#!/usr/bin/python3
"""kills.py LETTERS KILLS [SEED] - roles and workers are killed at random moments; nothing is lost, nothing said twice.

Two offices get the same letters; one is left alone, in the other processes are killed with SIGKILL. In the end both know
the same letters and requests, serials have no gap, and each letter that is due an acknowledgement was sent exactly one (a
mail in doubt at a kill may be sent again with the same Message-ID: these are counted apart).
"""
import collections, json, os, random, signal, subprocess, sys, tempfile, time

sys.path.insert(0, os.path.dirname(__file__))
import office as o
from tap import check, finish

n_letters, n_kills = int(sys.argv[1]), int(sys.argv[2])
seed = int(sys.argv[3]) if len(sys.argv) > 3 else random.SystemRandom().randrange(10**6)
print(f"# seed {seed}: {n_letters} letters, {n_kills} kills", flush=True)


def kill_some(place, rng, n, deadline):
    """Kills n processes of a serving office, one at a time; the supervisor itself now and then."""
    killed = collections.Counter()
    while sum(killed.values()) < n and time.time() < deadline:
        time.sleep(rng.uniform(0.02, 0.5))
        if place.process.poll() is not None or rng.random() < 0.05:
            place.process.kill()
            place.process.wait()
            place.start()
            killed["serve"] += 1
            continue
        victims = o.descendants(place.process.pid)
        if victims:
            pid, words = rng.choice(victims)
            try:
                os.kill(pid, signal.SIGKILL)
                killed[" ".join(words[1:3]) if words else "fork"] += 1
            except ProcessLookupError:
                pass
    return killed


def kill_during_sample(folder, rng, n):
    """The sample post, with its replies, scans and bounce, while up to n roles and workers are killed."""
    verdict = os.path.join(folder, "sample.json")
    with open(verdict, "w") as out:
        demo = subprocess.Popen([os.environ["DIWAN"], "demo", "--once", "--json", "--office", os.path.join(folder, "sample")],
                                stdout=out, stderr=subprocess.DEVNULL)
    killed = collections.Counter()
    while demo.poll() is None:
        time.sleep(rng.uniform(0.05, 0.6))
        serve = [pid for pid, words in o.descendants(demo.pid) if "serve" in words]
        victims = o.descendants(serve[0]) if serve and sum(killed.values()) < n else []
        if victims:
            pid, words = rng.choice(victims)
            try:
                os.kill(pid, signal.SIGKILL)
                killed[" ".join(words[1:3]) if words else "fork"] += 1
            except ProcessLookupError:
                pass
    found = json.load(open(verdict))
    differ, again = [], 0
    for letter in found["letters"]:
        expected, came = letter["expected"], letter["found"]
        again += max(0, came["seen"] - expected["seen"]) if came else 0
        if came is None or {**came, "seen": min(came["seen"], expected["seen"])} != expected:
            differ.append((letter["id"], expected, came))
    check("sample: every letter meets what is expected of it", not differ, differ[:3])
    print(f"# sample: killed {dict(killed)}; {again} acknowledgements sent again in doubt", flush=True)
    return killed


def story(place, post):
    """What an office knows and said, in words that do not depend on the order things happened in."""
    rows = [r for r in place.lines("letters", "list") if r["state"] != "duplicate"]
    by_id = {r["message_id"]: (r["kind"], r["state"], r["outcome"], r["hold_reason"], r["file_no"]) for r in rows}
    requests = collections.defaultdict(set)
    for row in rows:
        if row["request_no"]:
            requests[row["request_no"]].add(row["message_id"])
    sent = collections.defaultdict(list)
    for mail in post.inbox("bulk@applicants.example"):
        sent[mail["In-Reply-To"].strip("<> ")].append(mail["Message-ID"])
    return rows, by_id, sorted(map(sorted, requests.values())), sent


def run(folder, name, kills):
    rng = random.Random(seed)
    persons = o.people(max(20, n_letters // 2), rng)
    post = o.PostOffice(os.path.join(folder, name + "-post"), "letters@charity.example", "bulk@applicants.example")
    place = o.Office(os.path.join(folder, name), post, persons)
    try:
        mails = [m for _, _, m in o.letters(persons, n_letters, rng)]
        place.start()
        killed = collections.Counter()
        if kills:
            half = len(mails) // 2
            post.send(mails[:half])
            killed += kill_some(place, random.Random(seed + 1), kills // 2, time.time() + kills)
            post.send(mails[half:])
            killed += kill_some(place, random.Random(seed + 2), kills - sum(killed.values()), time.time() + kills)
        else:
            post.send(mails)
        settled = place.wait_idle(n_letters, 300)
        check(f"{name}: everything comes to rest", settled, place.run("status"))
        time.sleep(2)  # the last mails pass Postfix
        place.stop()
        return story(place, post), killed
    finally:
        place.stop()
        post.stop()


with tempfile.TemporaryDirectory(prefix="diwan-kills-") as folder:
    os.chmod(folder, 0o755)
    in_sample = kill_during_sample(folder, random.Random(seed), n_kills // 5)
    (calm_rows, calm, calm_requests, calm_sent), _ = run(folder, "calm", 0)
    (rows, disturbed, requests, sent), killed = run(folder, "disturbed", n_kills - sum(in_sample.values()))
    killed += in_sample
    print("# killed: " + ", ".join(f"{k} {v}" for k, v in sorted(killed.items())), flush=True)
    check("as many were killed as asked", sum(killed.values()) >= n_kills, killed)
    check("no letter is lost", len(calm) == n_letters and len(disturbed) == n_letters, (len(calm), len(disturbed)))
    differ = {k: (calm.get(k), disturbed.get(k)) for k in set(calm) | set(disturbed) if calm.get(k) != disturbed.get(k)}
    check("every letter is understood the same", not differ, list(differ.items())[:10])
    check("the same requests, with the same letters", requests == calm_requests,
          [r for r in requests if r not in calm_requests][:5])
    for name, these in (("calm", calm_rows), ("disturbed", rows)):
        numbers = o.serials(these, "in_no")
        check(f"{name}: incoming serials are 1…N without a gap", numbers == list(range(1, n_letters + 1)), numbers[:20])
        numbers = o.serials(these, "request_no")
        check(f"{name}: request serials are 1…N without a gap", numbers == list(range(1, len(calm_requests) + 1)), numbers[:20])
    for name, these, said in (("calm", calm_rows, calm_sent), ("disturbed", rows, sent)):
        due = {r["message_id"] for r in these if r["answered"] != "none"}
        check(f"{name}: each letter due one was sent one", due == set(said), (len(due), len(said), sorted(due ^ set(said))[:5]))
        check(f"{name}: never two different acknowledgements", all(len(set(ids)) == 1 for ids in said.values()))
    again = sum(len(ids) - 1 for ids in sent.values())
    print(f"# {len(sent)} acknowledgements; {again} sent again in doubt, with the same Message-ID", flush=True)
    check("undisturbed, nothing is sent again", all(len(ids) == 1 for ids in calm_sent.values()))
finish()
