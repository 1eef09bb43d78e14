"""What would shut a reader out, looked for on every kind of page that the project writes, in both languages.

Rules from the Web Content Accessibility Guidelines 2.2, level AA, by success criterion.
"""

from pathlib import Path
from typing import Any

import pytest

from browser.conftest import PAGES
from browser.tab import AXE, CHROMIUM, NAMES, Tab

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason=f"no Chromium found (looked for {', '.join(NAMES)})"),
]

KINDS = [("everything", "vi"), *((kind, language) for kind in PAGES for language in ("vi", "en"))]
VIEWS = [("light", 1280), ("dark", 1280), ("light", 320), ("dark", 320)]
"""320 CSS pixels are a window of 1280 at 400 %."""

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE_RUN = f"""axe.run(document, {{runOnly: {{type: "tag", values: {TAGS}}}}}).then(r => ({{
  found: r.violations.map(v => [v.id, v.nodes.map(n => n.html.slice(0, 120))]),
  asked: [...r.passes, ...r.violations, ...r.incomplete, ...r.inapplicable].map(v => v.id),
}}))"""

RULES = {
    "1.1.1 drawings are told in words": """[...document.querySelectorAll('main svg:not([aria-hidden])')].filter(e => !(
        e.getAttribute('role') === 'img' && e.querySelector('title')?.textContent &&
        e.querySelector('desc')?.textContent))""",
    "1.3.1 tables have captions, and heads a scope": """[...document.querySelectorAll('table')].filter(t =>
        !t.caption?.textContent.trim() || [...t.querySelectorAll('thead th')].some(h => h.scope !== 'col')
        || [...t.querySelectorAll('tbody tr')].some(r => r.cells[0].scope !== 'row'))""",
    "1.3.1 headings skip no level": """(() => { let before = 1; return [...document.querySelectorAll('h1, h2, h3, h4')]
        .filter((h, n) => { const level = +h.tagName[1], wrong = n ? level > before + 1 || level < 2 : level !== 1;
            before = level; return wrong; }); })()""",
    "1.4.1 a status is a sign and a word": """[...document.querySelectorAll('.status, [data-status]')].filter(e =>
        e.dataset.status !== '' && !/^\\S\\s+\\p{L}{2}/u.test(e.textContent) &&
        !(/^\\S\\s/u.test(e.textContent) && /\\p{L}{2}/u.test(e.querySelector('[role=img]')?.ariaLabel)))""",
    "1.4.10 the page never scrolls sideways": """[...document.querySelectorAll('main *, header *, nav *, footer *')]
        .filter(e => !e.closest('.table-scroll, .chart-scroll, svg') && !e.matches('.visually-hidden'))
        .filter(e => e.getBoundingClientRect().right > innerWidth + 0.5)""",
    "2.1.1 what scrolls can be reached, and has a name": """[...document.querySelectorAll('body *')].filter(e =>
        e.scrollWidth > e.clientWidth + 1 && ['auto', 'scroll'].includes(getComputedStyle(e).overflowX) &&
        !(e.tabIndex === 0 && (e.ariaLabel || e.getAttribute('aria-labelledby'))))""",
    "3.1.2 words of the other language say so": """(() => {
        const found = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), told = {
            vi: /\\b(the|of the|and|quarter|synthetic|report|language)\\b/i,
            en: /[ăơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]/i};
        while (walker.nextNode()) {
            const e = walker.currentNode.parentElement, foreign = told[e.closest('[lang]').getAttribute('lang')];
            if (foreign.test(walker.currentNode.data) && !e.closest('pre, .stale, dd, code')) found.push(e);
        }
        return found; })()""",
    "4.1.2 names are given once": """[...document.querySelectorAll('[id]')].filter(e =>
        document.querySelectorAll('#' + CSS.escape(e.id)).length > 1)""",
}
"""Scripts that return the elements against a rule."""

CONTRAST = """(() => {
  const channel = v => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  const light = c => 0.2126 * channel(c[0]) + 0.7152 * channel(c[1]) + 0.0722 * channel(c[2]);
  const parts = s => s.match(/[\\d.]+/g).map(Number);
  const ground = e => {
    for (; e; e = e.parentElement) {
      const c = parts(getComputedStyle(e).backgroundColor);
      if (c.length < 4 || c[3] > 0) return c;
    }
    return [255, 255, 255];
  };
  globalThis.ratio = (colour, e) => {
    const [a, b] = [light(parts(colour)), light(ground(e))].sort((x, y) => y - x);
    return (a + 0.05) / (b + 0.05);
  };
  const seen = {};
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const e = walker.currentNode.parentElement, s = getComputedStyle(e);
    if (!walker.currentNode.data.trim() || e.closest('svg')) continue;
    const size = parseFloat(s.fontSize), large = size >= 24 || (size >= 18.66 && s.fontWeight >= 700);
    const found = ratio(s.color, e), name = e.tagName + '.' + e.className + ' in ' + e.parentElement.className;
    if (!(name in seen) || found < seen[name][0]) seen[name] = [found, large ? 3 : 4.5];
  }
  return seen;
})()"""

COLOURS = "s.match(/[\\d.]+/g).map(Number);"
GREYS = f"(c => [...Array(3).fill(0.299 * c[0] + 0.587 * c[1] + 0.114 * c[2]), ...c.slice(3)])({COLOURS[:-1]});"
"""A colour's parts, and those of the grey in which a printer without colours prints it."""

SPACING = """document.head.append(Object.assign(document.createElement('style'), {textContent: `* {
    line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
    p { margin-bottom: 2em !important }`}))"""
CUT = """[...document.querySelectorAll('body *')].filter(e => !e.closest('svg, .visually-hidden') && e.innerText?.trim()
    && ['hidden', 'clip'].includes(getComputedStyle(e).overflowY) && e.scrollHeight > e.clientHeight + 1)"""

FOCUSED = f"""(() => {{
  {CONTRAST};
  const e = document.activeElement, s = getComputedStyle(e), r = e.getBoundingClientRect();
  const x = Math.max(r.left, 0) + Math.min(r.width, innerWidth) / 2;
  const y = Math.max(r.top, 0) + Math.min(r.height, 40) / 2;
  const top = document.elementFromPoint(x, y), place = [...document.querySelectorAll('*')].indexOf(e);
  return {{
    place, name: e.outerHTML.slice(0, 90), end: e === document.body,
    outline: s.outlineStyle, width: parseFloat(s.outlineWidth), contrast: ratio(s.outlineColor, e.parentElement),
    seen: !!top && (e.contains(top) || top.contains(e)),
  }};
}})()"""


def named(script: str) -> str:
    return f"{script}.map(e => e.outerHTML.slice(0, 120))"


@pytest.fixture(params=KINDS, ids=lambda one: "-".join(one), scope="module")
def page(request: pytest.FixtureRequest, written: Path) -> Path:
    kind, language = request.param
    return written / PAGES.get(kind, "everything.{}.html").format(language)


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_no_rule_is_broken(tab: Tab, page: Path, width: int) -> None:
    tab.show(page, width)
    assert tab.ask("document.documentElement.scrollWidth") == width
    assert {rule: found for rule, script in RULES.items() if (found := tab.ask(named(script)))} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(tab: Tab, page: Path, scheme: str) -> None:
    """1.4.3 Contrast (minimum)."""
    ratios = tab.show(page, scheme=scheme).ask(CONTRAST)
    assert len(ratios) > 8
    assert {name: found for name, (found, least) in ratios.items() if found < least} == {}


def test_text_stands_out_in_grey_print(tab: Tab, page: Path) -> None:
    tab.show(page)("Emulation.setEmulatedMedia", media="print")
    printed = "e.closest('svg') || !e.getClientRects().length"  # what no sheet shows is not looked at
    ratios = tab.ask(CONTRAST.replace(COLOURS, GREYS).replace("e.closest('svg')", printed))
    tab("Emulation.setEmulatedMedia", media="")
    assert len(ratios) > 8
    assert {name: found for name, (found, least) in ratios.items() if found < least} == {}


@pytest.mark.skipif(not AXE.is_file(), reason=f"no axe-core at {AXE} (variable DTPLAN_AXE names another place)")
@pytest.mark.parametrize(("scheme", "width"), VIEWS)
def test_axe_finds_nothing(tab: Tab, page: Path, scheme: str, width: int) -> None:
    tab.show(page, width, scheme)
    assert axe(tab) == []


@pytest.mark.parametrize("width", [320, 1280])
def test_wider_spacing_cuts_nothing(tab: Tab, page: Path, width: int) -> None:
    """1.4.12 Text spacing."""
    tab.show(page, width).ask(f"{SPACING}; 0")
    assert tab.ask("document.documentElement.scrollWidth") == width
    assert tab.ask(named(CUT)) == []


def test_text_of_twice_the_size_cuts_nothing(tab: Tab, page: Path) -> None:
    """1.4.4 Resize text."""
    tab.show(page).ask("document.documentElement.style.fontSize = '200%'")
    assert tab.ask("document.documentElement.scrollWidth") == 1280
    assert tab.ask(named(CUT)) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_can_be_reached_by_keyboard_in_order_and_seen(tab: Tab, page: Path, scheme: str) -> None:
    """2.1.1 Keyboard, 2.1.2 No trap, 2.4.3 Order, 2.4.7, 2.4.11 Focus visible, not hidden, 1.4.11 its contrast."""
    tab.show(page, scheme=scheme)
    places: list[int] = []
    while not (focus := _next(tab))["end"] and focus["place"] not in places[:1]:  # some go round, some out
        assert focus["outline"] == "solid"
        assert focus["width"] >= 2
        assert focus["contrast"] >= 3, focus
        assert focus["seen"], focus
        assert places == [] or focus["place"] > places[-1], focus
        places.append(focus["place"])
    reachable = 'a[href], button, summary, input, select, [tabindex="0"]'
    seen = f"[...document.querySelectorAll('{reachable}')].filter(e => e.checkVisibility())"
    assert len(places) == tab.ask(f"{seen}.length")


def test_a_chosen_palette_keeps_signs_borders_and_drawings(tab: Tab, page: Path) -> None:
    """Forced colours: backgrounds go; what they told is told by borders and signs, and drawings keep their ground."""
    tab.show(page)
    features = [{"name": "forced-colors", "value": "active"}, {"name": "prefers-color-scheme", "value": "dark"}]
    tab("Emulation.setEmulatedMedia", features=features)
    marks = "[...document.querySelectorAll('.status, .finding, .heat td')]"
    assert tab.ask(named(f"{marks}.filter(e => getComputedStyle(e).borderTopStyle === 'none')")) == []
    drawn = "[...document.querySelectorAll('figure:has(svg)')]"
    assert tab.ask(named(f"{drawn}.filter(e => getComputedStyle(e).forcedColorAdjust !== 'none')")) == []
    text = "[...document.querySelectorAll('figure svg text')]"
    assert tab.ask(named(f"{text}.filter(e => getComputedStyle(e).fill === 'rgb(255, 255, 255)')")) == []


@pytest.mark.skipif(not AXE.is_file(), reason=f"no axe-core at {AXE} (variable DTPLAN_AXE names another place)")
@pytest.mark.parametrize("kind", ["unit", "ministry", "gallery"])
def test_axe_finds_nothing_where_charts_are_live(tab: Tab, written: Path, kind: str) -> None:
    tab.show(written / PAGES[kind].format("vi")).unfold()  # a chart that is folded away is under no mouse
    charts = tab.ask("document.querySelectorAll('[data-spec]').length")
    assert charts > 0
    for place in range(charts):
        tab.point(f"document.querySelectorAll('[data-spec]')[{place}]")
    tab.wait(f"document.querySelectorAll('[data-spec] > svg.marks').length === {charts}")
    assert axe(tab) == []


def _next(tab: Tab) -> dict[str, Any]:
    tab.press("Tab", 9)
    found: dict[str, Any] = tab.ask(FOCUSED)
    return found


def axe(tab: Tab) -> list[Any]:
    """What axe finds on the page that is shown."""
    tab.ask(AXE.read_text(encoding="utf-8") + "; 0")
    told = tab.ask(AXE_RUN)
    assert {"target-size", "color-contrast", "region"} <= {*told["asked"]}
    found: list[Any] = told["found"]
    return found
