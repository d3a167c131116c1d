"""tap.py - test points for the stories that are told in Python; tap.sh says how one is started."""
import os, sys, time

room = os.environ.get("ROOM", "")
count = failed = 0


def note(words):
    print("# " + str(words).replace("\n", "\n# "), flush=True)


def check(name, well, detail=""):
    """One test point; detail is shown when it fails, and may be a function that finds it out."""
    global count, failed
    count += 1
    failed += not well
    print(f"{'ok' if well else 'not ok'} {count} - {name}", flush=True)
    if not well:
        note(str(detail() if callable(detail) else detail)[:3000])
    return bool(well)


def wait_for(seconds, true):
    """Until true() is; what it last was."""
    until = time.time() + seconds
    while not (now := true()) and time.time() < until:
        time.sleep(0.2)
    return now


def finish():
    print(f"1..{count}", flush=True)
    sys.exit(failed > 0)
