"""engines.py - runs Diwan and what it is compared with on one page, and measures what that cost.

Each engine is started anew for each page, with its models loaded in the cost, one thread, by itself. CPU is user and
system time of the process and of all it waited for; memory is the largest resident set of any one of them. What the
others read does not change: it is kept by the page's bytes and the command, and only Diwan runs again.
"""
import functools
import hashlib
import json
import os
import shutil
import subprocess
import tempfile
import time

PLAIN = ["ara", "Arabic"]
ENGINES = ["diwan", *PLAIN, "ocrmypdf"]


def command(engine, page, folder, diwan):
    """The command and the file its text is in (None: standard output)."""
    if engine == "diwan":
        return [diwan, "read", "--json", page], None
    if engine in PLAIN:
        return ["tesseract", page, "-", "-l", engine if engine == "ara" else arabic_model()], None
    # What its manual advises for scans whose way up is unknown.
    text = os.path.join(folder, "text.txt")
    return ["ocrmypdf", "-l", "ara", "--rotate-pages", "--deskew", "--jobs", "1", "--output-type", "pdf",
            "--image-dpi", "300", "--sidecar", text, page, os.path.join(folder, "out.pdf")], text


def require(engines, diwan):
    """Ends the program when one of them is not installed."""
    if "diwan" in engines and not os.access(diwan, os.X_OK):
        raise SystemExit(f"evaluate: no program at '{diwan}'; run make, or name it with --diwan")
    for name in {"ocrmypdf" if engine == "ocrmypdf" else "tesseract" for engine in engines if engine != "diwan"}:
        if shutil.which(name) is None:
            raise SystemExit(f"evaluate: {name} is not installed; config/install-packages ocr installs it")


@functools.cache
def arabic_model():
    """Debian's script/Arabic, under the name this release of its package gives it."""
    listed = subprocess.run(["tesseract", "--list-langs"], capture_output=True, text=True, check=True).stdout.split()
    return "script/Arabic" if "script/Arabic" in listed else "Arabic"


def run(arguments, folder):
    """Standard output, CPU seconds, seconds, MB of one process and its children."""
    environment = dict(os.environ, OMP_THREAD_LIMIT="1", LC_ALL="C.UTF-8")
    started = time.monotonic()
    with open(os.path.join(folder, "out"), "wb+") as out, open(os.path.join(folder, "err"), "wb") as err:
        process = subprocess.Popen(arguments, stdin=subprocess.DEVNULL, stdout=out, stderr=err, env=environment)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        text = out.read().decode("utf-8", "replace")
    return text, {"cpu_s": used.ru_utime + used.ru_stime, "wall_s": time.monotonic() - started,
                  "memory_mb": used.ru_maxrss / 1024, "status": process.returncode}


def read(engine, page, diwan):
    with tempfile.TemporaryDirectory(prefix="evaluate-") as folder:
        arguments, sidecar = command(engine, page, folder, diwan)
        text, result = run(arguments, folder)
        if sidecar is not None:
            text = open(sidecar, encoding="utf-8", errors="replace").read() if os.path.exists(sidecar) else ""
    if engine == "diwan":
        pages = json.loads(text)["pages"] if text.startswith("{") else []
        result["words"] = [{"text": word["text"], "confidence": word["confidence"]}
                           for page in pages for word in page["words"]]
        text = "\n".join(page["text"] for page in pages)
    return dict(result, text=text.replace("\f", "\n"))


def read_once(engine, page, diwan, cache, fresh=False):
    """read(), or what another run kept of it."""
    if engine == "diwan":
        return read(engine, page, diwan)
    shown = " ".join(command(engine, "PAGE", "FOLDER", diwan)[0])
    key = hashlib.sha256(open(page, "rb").read() + shown.encode()).hexdigest()
    kept = os.path.join(cache, "read", f"{engine}-{key[:32]}.json")
    if not fresh and os.path.exists(kept):
        return json.load(open(kept, encoding="utf-8"))
    result = read(engine, page, diwan)
    os.makedirs(os.path.dirname(kept), exist_ok=True)
    part = f"{kept}.{os.getpid()}"
    json.dump(result, open(part, "w", encoding="utf-8"), ensure_ascii=False)
    os.replace(part, kept)
    return result


def speed(pictures, diwan):
    """[(what, cost)] of reading all pictures as the pages of one PDF, two pages at a time."""
    from PIL import Image  # here alone: what is measured must not start out of a large process

    with tempfile.TemporaryDirectory(prefix="evaluate-") as folder:
        pdf, out = os.path.join(folder, "pages.pdf"), os.path.join(folder, "out.pdf")
        pages = [Image.open(picture).convert("L") for picture in pictures]
        pages[0].save(pdf, save_all=True, append_images=pages[1:], resolution=300, quality=85)
        del pages
        plain = ["ocrmypdf", "-l", "ara", "--jobs", "2", "--output-type", "pdf", pdf, out]
        return [("Diwan", run([diwan, "read", "--json", pdf], folder)[1]),
                ("OCRmyPDF as it comes", run(plain, folder)[1]),
                ("OCRmyPDF --rotate-pages --deskew", run([*plain[:-2], "--rotate-pages", "--deskew", pdf, out], folder)[1])]
