"""The page as a browser shows it: it lives, can be used by keyboard alone, fits a telephone, is readable in the light and in
the dark, and asks nobody else for anything. Screenshots are kept in build/reports/page."""
import os
import pathlib
import re
import signal
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from browser import Browser  # noqa: E402

from spate import Running, write_scenario  # noqa: E402

SHOTS = pathlib.Path(os.environ.get("SPATE_SHOTS", pathlib.Path(__file__).parents[2] / "build/reports/page"))
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
  const light = (text) => { const [r, g, b] = text.match(/[\\d.]+/g).slice(0, 3).map((part) => {
    const share = part / 255; return share <= .04045 ? share / 12.92 : ((share + .055) / 1.055) ** 2.4; });
    return .2126 * r + .7152 * g + .0722 * b; };
  const under = (element) => { for (let at = element; at; at = at.parentElement) {
    const ground = getComputedStyle(at).backgroundColor; if (!/, 0\\)$|transparent/.test(ground)) return ground; }
    return 'rgb(255, 255, 255)'; };
  const poor = [];
  for (const element of document.querySelectorAll('body *')) {
    if (![...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim())) continue;
    if (['SCRIPT', 'STYLE', 'NOSCRIPT'].includes(element.tagName) || !element.offsetParent || element.disabled) continue;
    const [one, other] = [light(getComputedStyle(element).color), light(under(element))].sort((a, b) => b - a);
    if ((one + .05) / (other + .05) < 4.5) poor.push(element.outerHTML.slice(0, 120));
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


def focus_on(page, label, most=60):
    """Goes there with the Tab key alone."""
    for _ in range(most):
        page.press("Tab")
        if page.evaluate("(document.activeElement.getAttribute('aria-label') || '')") == label:
            return
    raise AssertionError(f"no way to {label} by Tab")


def test_it_says_of_each_stream_how_it_goes_and_lives(browser, url):
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
    assert page.evaluate(cell("orders", "lag")) is not None and page.evaluate(cell("fast", "limited by"))
    page.screenshot(SHOTS / "desktop-light.png")
    page.light_or_dark(True)
    page.screenshot(SHOTS / "desktop-dark.png")
    assert page.complaints() == []


def test_a_stream_is_paused_and_its_rate_set_by_keyboard_alone(browser, url):
    page = ready(browser.open(url))
    focus_on(page, "Pause orders")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline != "none", "who uses the keyboard sees where he is"
    page.press("Enter")
    page.wait(f"{cell('orders', 'state')} === 'paused'")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Resume orders", "the focus stays"
    page.wait(f"{cell('orders', 'target')} === '0'")
    page.screenshot(SHOTS / "desktop-paused.png")
    page.press(" ")
    page.wait(f"{cell('orders', 'state')} === 'running'")
    page.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "New rate of orders"
    page.type("2x")
    page.press("Enter")
    page.wait(f"{cell('orders', 'target')} === '1,000'")
    assert "2x" in page.evaluate("document.getElementById('said').innerText")
    focus_on(page, "Back to the scenario's rate of orders")
    page.press("Enter")
    page.wait(f"{cell('orders', 'target')} === '500'")
    focus_on(page, "New rate of clicks")
    page.type("much")
    page.press("Enter")
    page.wait("document.getElementById('said').className === 'bad'")
    assert "500/s" in page.evaluate("document.getElementById('said').innerText"), "what is wrong says what to write"
    assert [complaint for complaint in page.complaints() if "status of 400" not in str(complaint)] == []


@pytest.mark.parametrize("width", [320, 390, 768, 1024, 1280, 1400, 1920])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_it_fits_and_can_be_read(browser, url, width, dark):
    page = ready(browser.open(url, width=width, height=844, dark=dark, mobile=width < 700))
    page.wait(f"Number({cell('failing', 'failed')}) > 0")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nobody scrolls sideways"
    for label in ("target", "rate", "lag", "p50", "p99", "failed", "limited by"):
        box = page.evaluate(f"(() => {{ const box = {ROW.format(name='orders')}.querySelector('[data-label=\"{label}\"]')"
                            ".getBoundingClientRect(); return [box.left, box.right, box.height]; })()")
        assert 0 <= box[0] < box[1] <= width and box[2] > 0, (label, box)
    assert page.evaluate(CONTRAST) == [], "a contrast of 4.5 at least (WCAG 2, AA)"
    if width < 700:
        small = page.evaluate("[...document.querySelectorAll('button, input')].filter((part) => part.offsetParent)"
                              ".map((part) => part.getBoundingClientRect().height).filter((height) => height < 32)")
        assert small == [], "a finger finds it"
    if width in (390, 1024, 1400):
        page.screenshot(SHOTS / f"width-{width}-{'dark' if dark else 'light'}.png")
    assert page.complaints() == []


def test_it_asks_nobody_else_and_runs_nothing_else(browser, url):
    page = ready(browser.open(url))
    page.wait(f"Number({cell('orders', 'delivered')}.replace(/,/g, '')) > 0")
    assert {asked[:len(url)] for asked in page.asked_for() if not asked.startswith("data:")} == {url}
    assert page.complaints() == []
    page.evaluate("(() => { const script = document.createElement('script'); script.textContent = 'window.foreign = 1'; "
                  "document.body.append(script); })()")
    page.evaluate("(() => { const image = new Image(); image.src = 'http://127.0.0.2:1/x.png'; document.body.append(image); })()")
    assert page.evaluate("typeof window.foreign") == "undefined"
    assert any("Content Security Policy" in str(complaint) for complaint in page.complaints())


def test_where_there_is_a_token_it_is_asked_for_and_kept(browser, tmp_path):
    with start(tmp_path, SCENARIO + "control: {token: correct-horse}\n") as run:
        page = browser.open(address_of(run), width=390, height=844, mobile=True)
        page.wait("!document.getElementById('ask').hidden")
        page.screenshot(SHOTS / "token.png")
        assert page.evaluate("document.querySelectorAll('#streams tr').length") == 0
        for _ in range(5):
            page.press("Tab")
            if page.evaluate("document.activeElement.id") == "token":
                break
        page.type("correct-horse")
        page.press("Enter")
        ready(page)
        assert page.evaluate("document.getElementById('ask').hidden")
        run.send(signal.SIGTERM)
        run.finish()
        page.wait("document.getElementById('state').innerText.includes('has the run ended')")
        page.screenshot(SHOTS / "ended.png")
