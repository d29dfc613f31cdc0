"""The web page in a browser: it updates, works with the keyboard alone, fits a phone, is readable in light and dark mode, and
sends requests to spate only. The screenshots are in build/reports/page."""
import os
import pathlib
import re
import signal
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from browser import Browser  # noqa: E402

from spate import Running, write_scenario  # noqa: E402

SCREENSHOTS = pathlib.Path(os.environ.get("SPATE_SHOTS", pathlib.Path(__file__).parents[2] / "build/reports/page"))
LONG = "payments.settlement-eu-west-1.transactions.enriched.v2_dead-lett"
SCENARIO = f"""
name: shop
kafka: {{bootstrap.servers: embedded, message.max.bytes: 2000, queue.buffering.max.messages: 2000}}
streams:
  - {{name: orders, topic: orders, rate: 500/s, generator: order, partitions: 3}}
  - {{topic: clicks, rate: {{stages: [{{ramp: [100/s, 2000/s], for: 1min}}], repeat: forever}}, generator: user_event, partitions: 6}}
  - {{topic: fast, rate: max, generator: log, partitions: 1}}
  - {{topic: failing, rate: 3/s, record: "${{hex(3000)}}", key: none, partitions: 1}}
  - {{topic: {LONG}, rate: 0.2/s, generator: metric, partitions: 1}}
  - {{topic: done, rate: max, stop_after: {{records: 100}}, generator: log, partitions: 1}}
"""
ROW = "[...document.querySelectorAll('#streams tr')].find((row) => row.cells[0].innerText.split(/\\s/)[0] === '{name}')"
CONTRAST = """(() => {
  const luminance = (text) => { const [r, g, b] = text.match(/[\\d.]+/g).slice(0, 3).map((part) => {
    const share = part / 255; return share <= .04045 ? share / 12.92 : ((share + .055) / 1.055) ** 2.4; });
    return .2126 * r + .7152 * g + .0722 * b; };
  const background = (element) => { for (let at = element; at; at = at.parentElement) {
    const ground = getComputedStyle(at).backgroundColor; if (!/, 0\\)$|transparent/.test(ground)) return ground; }
    return 'rgb(255, 255, 255)'; };
  const poor = [];
  for (const element of document.querySelectorAll('body *')) {
    if (![...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim())) continue;
    if (['SCRIPT', 'STYLE', 'NOSCRIPT'].includes(element.tagName) || !element.offsetParent || element.disabled) continue;
    const [lighter, darker] = [luminance(getComputedStyle(element).color), luminance(background(element))].sort((a, b) => b - a);
    if ((lighter + .05) / (darker + .05) < 4.5) poor.push(element.outerHTML.slice(0, 120));
  }
  return poor; })()"""


@pytest.fixture(scope="module")
def browser():
    with Browser() as browser:
        yield browser


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    with start(tmp_path_factory.mktemp("page")) as run:
        yield address_of(run)


def start(directory, text=SCENARIO):
    return Running("run", write_scenario(directory, text), "--metrics", "127.0.0.1:0")


def address_of(run):
    return run.wait_for(r"metrics at (http://[0-9.:]+)/metrics").group(1) + "/"


def ready(page):
    page.wait("document.querySelectorAll('#streams tr').length === 6")
    return page


def cell(name, label):
    return f"{ROW.format(name=name)}.querySelector('[data-label=\"{label}\"]').innerText"


def number(page, name, label):
    return float(page.evaluate(cell(name, label)).split("\n")[0].replace(",", ""))


def focus_on(page, label, max_presses=60):
    """Moves the focus to an element with the Tab key."""
    for _ in range(max_presses):
        page.press("Tab")
        if page.evaluate("(document.activeElement.getAttribute('aria-label') || '')") == label:
            return
    raise AssertionError(f"Tab does not reach {label}")


def test_page_shows_and_updates_each_stream(browser, url):
    page = ready(browser.open(url))
    assert page.evaluate("document.title") == "shop · spate"
    before = number(page, "orders", "delivered")
    page.wait(f"Number({cell('orders', 'delivered')}.replace(/,/g, '')) > {before + 500}")
    page.wait(f"Math.abs(parseFloat({cell('orders', 'rate')}) - 500) < 100")
    assert number(page, "orders", "target") == 500
    assert re.fullmatch(r"[\d.]+\s(µs|ms|s)", page.evaluate(cell("orders", "p50")))
    assert re.fullmatch(r"[\d.]+\s(µs|ms|s)", page.evaluate(cell("orders", "p99")))
    page.wait(f"Number({cell('failing', 'failed')}) > 0")
    assert page.evaluate(cell("fast", "target")) == "max"
    page.wait(f"{cell('done', 'state')} === 'ended'")
    assert page.evaluate(cell("orders", "behind")) is not None and page.evaluate(cell("fast", "limited by"))
    page.screenshot(SCREENSHOTS / "desktop-light.png")
    page.set_dark(True)
    page.screenshot(SCREENSHOTS / "desktop-dark.png")
    assert page.problems() == []


def test_keyboard_alone_pauses_a_stream_and_sets_its_rate(browser, url):
    page = ready(browser.open(url))
    focus_on(page, "Pause orders")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline != "none", "the focused element needs an outline"
    page.press("Enter")
    page.wait(f"{cell('orders', 'state')} === 'paused'")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Resume orders", "the button keeps the focus"
    page.wait(f"{cell('orders', 'target')} === '0'")
    page.screenshot(SCREENSHOTS / "desktop-paused.png")
    page.press(" ")
    page.wait(f"{cell('orders', 'state')} === 'running'")
    page.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "New rate of orders"
    page.type("2x")
    page.press("Enter")
    page.wait(f"{cell('orders', 'target')} === '1,000'")
    assert "rate set to 2x" in page.evaluate("document.getElementById('message').innerText")
    focus_on(page, "Undo the live rate of orders")
    page.press("Enter")
    page.wait(f"{cell('orders', 'target')} === '500'")
    focus_on(page, "New rate of clicks")
    page.type("much")
    page.press("Enter")
    page.wait("document.getElementById('message').className === 'bad'")
    assert "500/s" in page.evaluate("document.getElementById('message').innerText"), "the error gives an example"
    assert [problem for problem in page.problems() if "status of 400" not in str(problem)] == []


@pytest.mark.parametrize("width", [320, 390, 768, 1024, 1280, 1400, 1920])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_page_fits_and_is_readable(browser, url, width, dark):
    page = ready(browser.open(url, width=width, height=844, dark=dark, mobile=width < 700))
    page.wait(f"Number({cell('failing', 'failed')}) > 0")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page must not scroll horizontally"
    for label in ("target", "rate", "behind", "p50", "p99", "failed", "limited by"):
        box = page.evaluate(f"(() => {{ const box = {ROW.format(name='orders')}.querySelector('[data-label=\"{label}\"]')"
                            ".getBoundingClientRect(); return [box.left, box.right, box.height]; })()")
        assert 0 <= box[0] < box[1] <= width and box[2] > 0, (label, box)
    assert page.evaluate(CONTRAST) == [], "the contrast must be at least 4.5 (WCAG 2, AA)"
    if width < 700:
        small = page.evaluate("[...document.querySelectorAll('button, input')].filter((part) => part.offsetParent)"
                              ".map((part) => part.getBoundingClientRect().height).filter((height) => height < 32)")
        assert small == [], "a touch target must be at least 32 pixels high"
    if width in (390, 1024, 1400):
        page.screenshot(SCREENSHOTS / f"width-{width}-{'dark' if dark else 'light'}.png")
    assert page.problems() == []


def test_page_requests_only_spate_and_runs_no_foreign_script(browser, url):
    page = ready(browser.open(url))
    page.wait(f"Number({cell('orders', 'delivered')}.replace(/,/g, '')) > 0")
    assert {requested[:len(url)] for requested in page.requested_urls() if not requested.startswith("data:")} == {url}
    assert page.problems() == []
    page.evaluate("(() => { const script = document.createElement('script'); script.textContent = 'window.foreign = 1'; "
                  "document.body.append(script); })()")
    page.evaluate("(() => { const image = new Image(); image.src = 'http://127.0.0.2:1/x.png'; document.body.append(image); })()")
    assert page.evaluate("typeof window.foreign") == "undefined"
    assert any("Content Security Policy" in str(problem) for problem in page.problems())


def test_page_asks_for_a_required_token(browser, tmp_path):
    with start(tmp_path, SCENARIO + "control: {token: correct-horse}\n") as run:
        page = browser.open(address_of(run), width=390, height=844, mobile=True)
        page.wait("!document.getElementById('token-form').hidden")
        page.screenshot(SCREENSHOTS / "token.png")
        assert page.evaluate("document.querySelectorAll('#streams tr').length") == 0
        for _ in range(5):
            page.press("Tab")
            if page.evaluate("document.activeElement.id") == "token":
                break
        page.type("correct-horse")
        page.press("Enter")
        ready(page)
        assert page.evaluate("document.getElementById('token-form').hidden")
        run.send(signal.SIGTERM)
        run.finish()
        page.wait("document.getElementById('state').innerText.includes('the run may have ended')")
        page.screenshot(SCREENSHOTS / "ended.png")
