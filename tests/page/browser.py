"""Drives a headless Chromium with the DevTools protocol over a pipe, without a driver or a library.

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
        assert program, f"none of {PROGRAMS} is installed: run ./dev page"
        self._home = tempfile.TemporaryDirectory(prefix="spate-browser-", ignore_cleanup_errors=True)
        child_in, self._out = os.pipe()
        self._in, child_out = os.pipe()
        high = [fcntl.fcntl(end, fcntl.F_DUPFD, 20) for end in (child_in, child_out)]

        def use_descriptors_3_and_4():
            os.dup2(high[0], 3)
            os.dup2(high[1], 4)

        self._process = subprocess.Popen(
            [program, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars",
             f"--user-data-dir={self._home.name}", "--remote-debugging-pipe", "about:blank"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, pass_fds=(3, 4),
            preexec_fn=use_descriptors_3_and_4)
        for end in (child_in, child_out, *high):
            os.close(end)
        self._number, self._unread, self.events = 0, b"", []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.kill()
        self._process.wait()
        os.close(self._in)
        os.close(self._out)
        self._home.cleanup()

    def _read(self):
        while b"\0" not in self._unread:
            data = os.read(self._in, 1 << 16)
            assert data, "the browser has exited"
            self._unread += data
        message, self._unread = self._unread.split(b"\0", 1)
        return json.loads(message)

    def call(self, method, session=None, **parameters):
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        os.write(self._out, json.dumps(message).encode() + b"\0")
        while True:
            response = self._read()
            if response.get("id") == self._number:
                assert "error" not in response, (method, response["error"])
                return response["result"]
            self.events.append(response)

    def open(self, url, width=1280, height=800, dark=False, mobile=False):
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        return Page(self, session, url, width, height, dark, mobile)


class Page:
    def __init__(self, browser, session, url, width, height, dark, mobile):
        self._browser, self._session = browser, session
        for domain in ("Page", "Runtime", "Log", "Network"):
            self._call(f"{domain}.enable")
        self.resize(width, height, mobile)
        self.set_dark(dark)
        self._call("Page.navigate", url=url)
        self.wait("location.protocol === 'http:' && document.readyState === 'complete'")

    def _call(self, method, **parameters):
        return self._browser.call(method, self._session, **parameters)

    def resize(self, width, height, mobile=False):
        self._call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=mobile)

    def set_dark(self, dark):
        self._call("Emulation.setEmulatedMedia",
                   features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])

    def evaluate(self, expression):
        response = self._call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in response, response["exceptionDetails"]
        return response["result"].get("value")

    def wait(self, expression, timeout=20):
        """Waits until the expression is true and returns its value."""
        deadline = time.monotonic() + timeout
        while True:
            value = self.evaluate(expression)
            if value:
                return value
            assert time.monotonic() < deadline, f"still false: {expression}\n{self.evaluate('document.body.innerText')}"
            time.sleep(0.05)

    def press(self, key):
        down = {"type": "keyDown", "key": key, "windowsVirtualKeyCode": KEYS[key]}
        if key in ("Enter", " "):
            down["text"] = "\r" if key == "Enter" else " "
        self._call("Input.dispatchKeyEvent", **down)
        self._call("Input.dispatchKeyEvent", type="keyUp", key=key, windowsVirtualKeyCode=KEYS[key])

    def type(self, text):
        self._call("Input.insertText", text=text)

    def screenshot(self, path):
        response = self._call("Page.captureScreenshot", format="png", captureBeyondViewport=True)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(base64.b64decode(response["data"]))

    def problems(self):
        """Returns the exceptions, errors and warnings of the console, violations of the security policy included."""
        self.evaluate("1")
        problems = []
        for event in self._browser.events:
            if event.get("sessionId") != self._session:
                continue
            method, parameters = event["method"], event["params"]
            if method == "Runtime.exceptionThrown" or (method == "Runtime.consoleAPICalled" and parameters["type"] in ("error", "warning")):
                problems.append(parameters)
            if method == "Log.entryAdded" and parameters["entry"]["level"] in ("error", "warning"):
                problems.append(parameters["entry"])
        return problems

    def requested_urls(self):
        return {event["params"]["request"]["url"] for event in self._browser.events
                if event.get("sessionId") == self._session and event["method"] == "Network.requestWillBeSent"}
