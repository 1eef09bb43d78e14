"""Small multiples as pictures of their own, which a page sets side by side where there is room, and else below."""

from collections.abc import Iterator
from xml.etree import ElementTree

from markupsafe import Markup

PANELS = "data-panels"
"""The attribute of the group that holds the panels of a drawing: how wide a panel is, in pixels."""

_NS = "{http://www.w3.org/2000/svg}"
_SPOKEN = ("role", "aria-labelledby", "lang")
_ABOVE = 50
"""So many pixels above a panel stand its name and status."""


def panels(svg: str) -> str:
    """Return a drawing as HTML: title and key in words, then each panel; as it is without panels.

    The first panel bears what the whole drawing is called and says.
    """
    if PANELS not in svg:
        return svg
    root = ElementTree.fromstring(svg)
    way = _way(root)
    x, y = (sum(of) for of in zip(*(_moved(group) for group in way), strict=True))
    cells = [(x + _moved(cell)[0], y + _moved(cell)[1], cell) for cell in way[-1]]
    columns, rows = sorted({across for across, _, _ in cells}), sorted({down for _, down, _ in cells})
    left, wide = columns[0], float(way[-1].attrib[PANELS])
    high = rows[1] - rows[0] if len(rows) > 1 else float(root.attrib["height"])
    inherited = {name: value for group in way for name, value in group.items() if name not in {"transform", PANELS}}
    about = {name: value for name, value in root.items() if name in _SPOKEN}
    words = [element for element in root if element.tag in (f"{_NS}title", f"{_NS}desc")]
    drawn: list[Markup] = []
    for across, down, cell in cells:
        top = down - _ABOVE
        box = f"{across - left:g} {top:g} {wide:g} {min(high, float(root.attrib['height']) - top):g}"
        panel = ElementTree.Element(f"{_NS}svg", {"viewBox": box, "font-family": root.get("font-family", "")})
        panel.attrib |= {"aria-hidden": "true"} if drawn else about
        panel.extend([] if drawn else words)
        ElementTree.SubElement(panel, f"{_NS}g", inherited | {"transform": f"translate({x:g},{y:g})"}).append(cell)
        drawn.append(_text(panel))
    form = Markup(
        '<div class="panels" style="--columns: {}; --one: {:g}px; --wide: {}px; --high: {}px">'
        '<div class="head" aria-hidden="true"><p class="name">{}</p><ul>{}</ul></div>{}</div>'
    )
    key = Markup("").join(Markup("<li>{}{}</li>").format(*entry) for entry in _key(root, inherited))
    size = root.attrib["width"], root.attrib["height"]
    return str(form.format(len(columns), wide, *size, words[0].text, key, Markup("").join(drawn)))


def _key(root: ElementTree.Element, inherited: dict[str, str]) -> Iterator[tuple[Markup, str]]:
    """Give the signs above the panels, each a picture of its own, with what it means."""
    groups = [(list(group), {one.tag for one in group}) for group in root.iter(f"{_NS}g")]
    places = [n for n, (_, tags) in enumerate(groups) if tags == {f"{_NS}text"}]
    place = next(n for n in places if groups[n - 1][1] == {f"{_NS}path"})  # signs, and beside them their words
    look = inherited | dict(list(root.iter(f"{_NS}g"))[place - 1].items())
    for sign, text in zip(groups[place - 1][0], groups[place][0], strict=True):
        picture = ElementTree.Element(f"{_NS}svg", {"viewBox": "-10 -10 20 20", "aria-hidden": "true"})
        own = {name: value for name, value in sign.items() if name != "transform"}
        ElementTree.SubElement(ElementTree.SubElement(picture, f"{_NS}g", look), f"{_NS}path", own)
        yield _text(picture), text.text or ""


def _text(element: ElementTree.Element) -> Markup:
    return Markup(ElementTree.tostring(element, "unicode"))


def _way(root: ElementTree.Element) -> list[ElementTree.Element]:
    """Return the groups from the outermost to that of the panels."""
    parents = {child: parent for parent in root.iter() for child in parent}
    found = [next(element for element in root.iter() if PANELS in element.attrib)]
    while parents[found[0]] is not root:
        found.insert(0, parents[found[0]])
    return found


def _moved(group: ElementTree.Element) -> tuple[float, float]:
    """Return by how many pixels a group is moved, to the right and down."""
    across, _, down = (
        group.get("transform", "translate(0,0)").removeprefix("translate(").removesuffix(")").partition(",")
    )
    return float(across), float(down)
