"""Small multiples as pictures of their own, which a page sets side by side where there is room, and else below."""

from xml.etree import ElementTree

from markupsafe import Markup

PANELS = "data-panels"
"""The attribute of the group that holds the panels of a drawing."""

_G, _SVG = "{http://www.w3.org/2000/svg}g", "{http://www.w3.org/2000/svg}svg"
_ABOVE = 50
"""So many pixels above a panel stand its name and status."""


def panels(svg: str) -> str:
    """Return a drawing as HTML: its head with title and description, then each panel; as it is without columns."""
    if PANELS not in svg:
        return svg
    root = ElementTree.fromstring(svg)
    way = _way(root)
    x, y = (sum(of) for of in zip(*(_moved(group) for group in way), strict=True))
    cells = [(x + _moved(cell)[0], y + _moved(cell)[1], cell) for cell in way[-1]]
    columns, rows = sorted({across for across, _, _ in cells}), sorted({down for _, down, _ in cells})
    if len(columns) < 2:
        return svg
    left, wide = columns[0], columns[1] - columns[0]
    high = rows[1] - rows[0] if len(rows) > 1 else float(root.attrib["height"])
    inherited = {name: value for group in way for name, value in group.items() if name not in {"transform", PANELS}}
    drawn = []
    for across, down, cell in cells:
        top = down - _ABOVE
        box = f"{across - left:g} {top:g} {wide:g} {min(high, float(root.attrib['height']) - top):g}"
        panel = ElementTree.Element(
            _SVG, {"viewBox": box, "aria-hidden": "true", "font-family": root.get("font-family", "")}
        )
        ElementTree.SubElement(panel, _G, inherited | {"transform": f"translate({x:g},{y:g})"}).append(cell)
        drawn.append(panel)
    for _, _, cell in cells:
        way[-1].remove(cell)
    head, width = rows[0] - _ABOVE, root.attrib["width"]
    root.attrib |= {"viewBox": f"0 0 {width} {head:g}", "height": f"{head:g}"}
    title = next(element.text for element in root if element.tag.endswith("}title"))
    form = (
        '<div class="panels" style="--columns: {}; --wide: {}px">'
        '<div class="head" tabindex="0" role="group" aria-label="{}">{}</div>{}</div>'
    )
    first, *others = (Markup(ElementTree.tostring(one, "unicode")) for one in (root, *drawn))
    return str(Markup(form).format(len(columns), width, title, first, Markup("").join(others)))


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
