"""browser.py - a real browser, driven through chromedriver's WebDriver API; JavaScript is off in its pages."""
import base64, json, os, shutil, socket, subprocess, tempfile, time, urllib.error, urllib.request


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Browser:
    def __init__(self, script=False):
        self.home = tempfile.mkdtemp(prefix="diwan-browser-")
        self.base = f"http://127.0.0.1:{free_port()}"
        self.driver = subprocess.Popen(["chromedriver", "--port=" + self.base.rsplit(":", 1)[1]], stdout=subprocess.DEVNULL,
                                       stderr=subprocess.DEVNULL, env=dict(os.environ, HOME=self.home))
        arguments = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
                     "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--hide-scrollbars",
                     "--user-data-dir=" + self.home]
        content = {} if script else {"profile.managed_default_content_settings.javascript": 2}
        options = {"args": arguments, "prefs": content}
        for _ in range(100):
            try:
                made = self.ask("POST", "/session", {"capabilities": {"alwaysMatch": {"goog:chromeOptions": options}}})
                break
            except urllib.error.URLError:
                time.sleep(0.1)
        else:
            raise SystemExit("chromedriver does not answer")
        self.session = "/session/" + made["sessionId"]

    def ask(self, method, path, body=None):
        request = urllib.request.Request(self.base + path, method=method, data=json.dumps(body).encode() if body is not None else None,
                                         headers={"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as wrong:
            raise RuntimeError(json.load(wrong)["value"]["message"].splitlines()[0]) from None

    def go(self, url):
        self.ask("POST", self.session + "/url", {"url": url})

    def where(self):
        return self.ask("GET", self.session + "/url")

    def find(self, css, within=""):
        return list(self.ask("POST", f"{self.session}{within}/element", {"using": "css selector", "value": css}).values())[0]

    def on(self, css, method, what, body=None):
        """Asks an element as it is now: between finding and asking, a page may give way to the next."""
        for left in range(20, -1, -1):
            try:
                return self.ask(method, f"{self.session}/element/{self.find(css)}/{what}", body)
            except RuntimeError as wrong:
                if left == 0 or "stale element" not in str(wrong):
                    raise
            time.sleep(0.1)

    def click(self, css):
        self.on(css, "POST", "click", {})

    def type(self, css, text):
        self.on(css, "POST", "value", {"text": text})

    def text(self, css="body"):
        return self.on(css, "GET", "text")

    def devtools(self, command, **parameters):
        return self.ask("POST", self.session + "/goog/cdp/execute", {"cmd": command, "params": parameters})

    def width(self, pixels, height=800):
        self.devtools("Emulation.setDeviceMetricsOverride", width=pixels, height=height, deviceScaleFactor=1, mobile=False)

    def overflow(self):
        """How many pixels the page is wider than the window."""
        sizes = self.devtools("Page.getLayoutMetrics")
        return sizes["cssContentSize"]["width"] - sizes["cssLayoutViewport"]["clientWidth"]

    def picture(self, path, width, most_height=6000):
        """The whole page: the window is made as high as it, since clips of pages from the other side come out shifted."""
        self.width(width)
        height = self.devtools("Page.getLayoutMetrics")["cssContentSize"]["height"]
        self.width(width, max(300, min(height, most_height)))
        shot = self.devtools("Page.captureScreenshot", format="png")
        self.width(width)
        with open(path, "wb") as out:
            out.write(base64.b64decode(shot["data"]))

    def close(self):
        try:
            self.ask("DELETE", self.session)
        except (OSError, RuntimeError, AttributeError):
            pass
        self.driver.terminate()
        self.driver.wait(10)
        shutil.rmtree(self.home, ignore_errors=True)
