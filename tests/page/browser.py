"""A headless Chromium that does what it is told over the DevTools protocol, on a pipe: no driver, no library.

    with Browser() as browser:
        page = browser.open(url, width=390, height=844, dark=True)
        page.press("Tab"); page.type("2x"); page.evaluate("document.title")

https://chromedevtools.github.io/devtools-protocol/
"""
import base64
import fcntl
import json
import os
import shutil
import subprocess
import tempfile
import time

PROGRAMS = ["chromium-headless-shell", "chromium"]
KEYS = {"Tab": 9, "Enter": 13, " ": 32, "Backspace": 8}


class Browser:
    def __init__(self):
        program = next((program for program in PROGRAMS if shutil.which(program)), None)
        assert program, f"none of {PROGRAMS} is installed; ./dev page does that"
        self._home = tempfile.TemporaryDirectory(prefix="spate-browser-", ignore_cleanup_errors=True)
        theirs_in, self._out = os.pipe()
        self._in, theirs_out = os.pipe()
        high = [fcntl.fcntl(end, fcntl.F_DUPFD, 20) for end in (theirs_in, theirs_out)]

        def third_and_fourth():
            os.dup2(high[0], 3)
            os.dup2(high[1], 4)

        self._process = subprocess.Popen(
            [program, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars",
             f"--user-data-dir={self._home.name}", "--remote-debugging-pipe", "about:blank"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, pass_fds=(3, 4),
            preexec_fn=third_and_fourth)
        for end in (theirs_in, theirs_out, *high):
            os.close(end)
        self._number, self._rest, self.events = 0, b"", []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.kill()
        self._process.wait()
        os.close(self._in)
        os.close(self._out)
        self._home.cleanup()

    def _read(self):
        while b"\0" not in self._rest:
            more = os.read(self._in, 1 << 16)
            assert more, "the browser is gone"
            self._rest += more
        message, self._rest = self._rest.split(b"\0", 1)
        return json.loads(message)

    def tell(self, method, session=None, **parameters):
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        os.write(self._out, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._read()
            if answer.get("id") == self._number:
                assert "error" not in answer, (method, answer["error"])
                return answer["result"]
            self.events.append(answer)

    def open(self, url, width=1280, height=800, dark=False, mobile=False):
        target = self.tell("Target.createTarget", url="about:blank")["targetId"]
        session = self.tell("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        return Page(self, session, url, width, height, dark, mobile)


class Page:
    def __init__(self, browser, session, url, width, height, dark, mobile):
        self._browser, self._session = browser, session
        for domain in ("Page", "Runtime", "Log", "Network"):
            self._tell(f"{domain}.enable")
        self.resize(width, height, mobile)
        self.light_or_dark(dark)
        self._tell("Page.navigate", url=url)
        self.wait("location.protocol === 'http:' && document.readyState === 'complete'")

    def _tell(self, method, **parameters):
        return self._browser.tell(method, self._session, **parameters)

    def resize(self, width, height, mobile=False):
        self._tell("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=mobile)

    def light_or_dark(self, dark):
        self._tell("Emulation.setEmulatedMedia",
                   features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])

    def evaluate(self, expression):
        answer = self._tell("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def wait(self, expression, timeout=20):
        """The value, as soon as it is true."""
        deadline = time.monotonic() + timeout
        while True:
            value = self.evaluate(expression)
            if value:
                return value
            assert time.monotonic() < deadline, f"never true: {expression}\n{self.evaluate('document.body.innerText')}"
            time.sleep(0.05)

    def press(self, key):
        down = {"type": "keyDown", "key": key, "windowsVirtualKeyCode": KEYS[key]}
        if key in ("Enter", " "):
            down["text"] = "\r" if key == "Enter" else " "
        self._tell("Input.dispatchKeyEvent", **down)
        self._tell("Input.dispatchKeyEvent", type="keyUp", key=key, windowsVirtualKeyCode=KEYS[key])

    def type(self, text):
        self._tell("Input.insertText", text=text)

    def screenshot(self, path):
        taken = self._tell("Page.captureScreenshot", format="png", captureBeyondViewport=True)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(base64.b64decode(taken["data"]))

    def complaints(self):
        """What the console says is wrong: exceptions, errors, what the security policy forbade; and what was asked of others."""
        self.evaluate("1")
        said = []
        for event in self._browser.events:
            if event.get("sessionId") != self._session:
                continue
            method, told = event["method"], event["params"]
            if method == "Runtime.exceptionThrown" or (method == "Runtime.consoleAPICalled" and told["type"] in ("error", "warning")):
                said.append(told)
            if method == "Log.entryAdded" and told["entry"]["level"] in ("error", "warning"):
                said.append(told["entry"])
        return said

    def asked_for(self):
        return {event["params"]["request"]["url"] for event in self._browser.events
                if event.get("sessionId") == self._session and event["method"] == "Network.requestWillBeSent"}
