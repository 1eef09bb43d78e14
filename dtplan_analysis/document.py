"""Pieces of a report as data: headings, paragraphs, lists, tables and figures, for what is set in type.

A block is a mapping with a `type`; its words are runs, mappings of a `text` and of how it is set.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from markupsafe import Markup

DOCUMENT = "application/vnd.dtplan.document+json"
"""The type under which an object offers its blocks to a notebook."""

OFFICIAL = "application/vnd.dtplan.official+json"
"""The type under which a report offers all of its official form: heading, parts, signature and annexes."""

SUMMARY = "application/vnd.dtplan.summary+json"
"""The type under which a report offers its summary on one page: opening sentences, tiles, what to do first."""

BLANK = "……"
"""What is left to be filled in by hand."""

Run = dict[str, Any]
Block = dict[str, Any]

_STYLES = {"strong": "strong", "b": "strong", "em": "emph", "i": "emph", "small": "small", "code": "code"}
_INLINE = {*_STYLES, "a", "abbr", "br", "span", "sub", "sup"}
_GROUPS = {"div", "section", "details", "summary", "blockquote"}
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_FOREIGN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_COUNT = re.compile("[0-9]{1,9}")
_SPACE = re.compile(r"[ \t\r\n\f]+")  # not one that holds words together


def blocks(markup: str) -> list[Block]:
    """Return the blocks of well-formed markup. Raises ValueError for a tag that is not of the reports' few.

    >>> blocks("<p>A <strong>&amp;</strong> B</p>")
    [{'type': 'paragraph', 'runs': [{'text': 'A '}, {'text': '&', 'strong': True}, {'text': ' B'}]}]
    """
    return list(_blocks(_parsed(markup), ""))


def is_form(data: Mapping[str, Any]) -> bool:
    """Return whether an output's representations are those of a form beside the page: official draft or summary."""
    return OFFICIAL in data or SUMMARY in data


def paragraph(text: str) -> Block:
    """Return plain text as a paragraph."""
    return {"type": "paragraph", "runs": [{"text": text}]}


def heading(text: str, level: int) -> Block:
    """Return a heading; the level of a section is 2."""
    return {"type": "heading", "level": level, "runs": [{"text": text}]}


def words(block: Block) -> str:
    """Return the words of a block that has runs; empty for any other.

    >>> words(heading("Targets", 2)), words({"type": "code", "text": "1"})
    ('Targets', '')
    """
    return "".join(run["text"] for run in block.get("runs", ()))


def figure(svg: str, title: str, description: str) -> Block:
    """Return a drawing with its title and with what it shows, in words."""
    return {"type": "figure", "svg": svg, "title": title, "description": description}


def table(
    caption: str,
    heads: Iterable[str],
    rows: Iterable[Iterable[str]],
    *,
    numbers: Iterable[int] = (),
    kind: str = "",
    note: str = "",
    above: Iterable[Iterable[tuple[str, int, int]]] = (),
) -> Block:
    """Return a table of cells that are text or markup; `numbers` are the columns set as figures.

    `above` are rows of heads over the heads: text, and over how many columns and rows it stands.
    """
    return {
        "type": "table",
        "caption": caption,
        "heads": [cell(head) for head in heads],
        "rows": [[cell(one) for one in row] for row in rows],
        "above": [[cell(text) | {"columns": columns, "rows": rows} for text, columns, rows in row] for row in above],
        "numbers": list(numbers),
        "kind": kind,
        "note": note,
    }


def cell(content: str) -> Block:
    """Return a table's cell: its runs, and the status whose colour it has; text that is no markup stays as it is.

    >>> cell("<b>"), cell(Markup('<td data-status="met">1</td>'))
    ({'runs': [{'text': '<b>'}], 'status': ''}, {'runs': [{'text': '1'}], 'status': 'met'})
    """
    if not isinstance(content, Markup):
        return {"runs": [{"text": content}], "status": ""}
    try:
        found = _parsed(content)
        return _cell(found[0] if content.startswith("<td") else found)
    except ValueError:
        return {"runs": [{"text": content.striptags()}], "status": ""}


def heads_placed(above: Sequence[Sequence[Mapping[str, Any]]]) -> Iterator[tuple[int, int, dict[str, Any]]]:
    """Yield each head over the columns with the row and the column where it begins."""
    taken: set[tuple[int, int]] = set()
    for row, heads in enumerate(above):
        column = 0
        for head in heads:
            while (row, column) in taken:
                column += 1
            span = range(row, row + head["rows"]), range(column, column + head["columns"])
            taken |= {(r, c) for r in span[0] for c in span[1]}
            yield row, column, dict(head)


def _parsed(markup: str) -> Element:
    """Return markup inside an element of its own; XML has no control characters, and wants every tag ended."""
    try:
        return ElementTree.fromstring("<div>" + _FOREIGN.sub("\ufffd", markup).replace("<br>", "<br/>") + "</div>")
    except ElementTree.ParseError as error:
        raise ValueError(f"not well-formed: {error}") from error


def _cell(element: Element) -> Block:
    return {"runs": _tidy(_runs(element, {})), "status": element.get("data-status", "")}


def _blocks(element: Element, kind: str) -> Iterator[Block]:
    """Yield the blocks of an element; words that stand between blocks are a paragraph of the same kind."""
    loose = list(_text(element.text, {}))
    for child in element:
        if child.tag in _INLINE:
            loose += _inline(child, {})
        else:
            yield from _paragraph(loose, kind)
            loose = []
            yield from _block(child, kind)
        loose += _text(child.tail, {})
    yield from _paragraph(loose, kind)


def _paragraph(runs: Iterable[Run], kind: str) -> Iterator[Block]:
    if tidied := _tidy(runs):
        yield {"type": "paragraph", "runs": tidied} | ({"kind": kind} if kind else {})


def _block(element: Element, kind: str) -> Iterator[Block]:
    tag, kind = element.tag, (element.get("class") or kind).split(" ")[0]
    if tag == "p":
        yield from _paragraph(_runs(element, {}), kind)
    elif tag in _HEADINGS:
        yield {"type": "heading", "level": _HEADINGS[tag], "runs": _tidy(_runs(element, {}))}
    elif tag in ("ul", "ol"):
        items = [list(_blocks(item, "")) for item in element if item.tag == "li"]
        start = {"start": int(element.get("start", ""))} if _COUNT.fullmatch(element.get("start", "")) else {}
        yield {"type": "list", "ordered": tag == "ol", "kind": kind, "items": items} | start
    elif tag == "dl":
        terms, values = ([_tidy(_runs(one, {})) for one in element.iter(name)] for name in ("dt", "dd"))
        yield {"type": "figures", "items": list(zip(terms, values, strict=False))}
    elif tag == "table":
        yield from _table(element)
    elif tag == "pre":
        yield {"type": "code", "text": "".join(element.itertext()).strip("\n")}
    elif tag == "hr":
        return
    elif tag in _GROUPS:
        yield from _blocks(element, kind)
    else:
        raise ValueError(f"unknown tag {tag!r}")


def _table(element: Element) -> Iterator[Block]:
    rows = [[one for one in row if one.tag in ("th", "td")] for row in element.iter("tr")]
    if not rows:
        return
    columns = max(map(len, rows))
    heads, *body = [row + [Element("td")] * (columns - len(row)) for row in rows]
    numbers = [n for n, head in enumerate(heads) if "num" in head.get("class", "") or "right" in head.get("style", "")]
    found = table("".join(element.findtext("caption") or ""), (), (), numbers=numbers)
    yield found | {"heads": [_cell(one) for one in heads], "rows": [[_cell(one) for one in row] for row in body]}


def _runs(element: Element, style: Run) -> list[Run]:
    found = list(_text(element.text, style))
    for child in element:
        found += _inline(child, style)
        found += _text(child.tail, style)
    return found


def _inline(element: Element, style: Run) -> list[Run]:
    tag, classes = element.tag, element.get("class", "").split()
    if tag == "br":
        return [{"text": "\n"}]
    if tag not in _INLINE and tag not in ("p", "div"):
        raise ValueError(f"unknown tag {tag!r}")
    if "visually-hidden" in classes:
        return []
    if tag in _STYLES:
        style = style | {_STYLES[tag]: True}
    elif tag == "a" and element.get("href", "").startswith(("https://", "http://", "mailto:")):
        style = style | {"link": element.get("href")}
    for name in classes:
        if name == "provisional":
            style = style | {"small": True, "emph": True}
        elif name.startswith("status-"):  # its sign and its word stay together
            words = "".join(element.itertext()).replace(" ", "\u00a0", 2)
            return [{"text": words, **style, "status": name.removeprefix("status-")}]
    return _runs(element, style)


def _text(text: str | None, style: Run) -> Iterator[Run]:
    if text:
        yield {"text": _SPACE.sub(" ", text), **style}


def _tidy(runs: Iterable[Run]) -> list[Run]:
    """Join runs that are set alike; no line begins or ends with a space."""
    found: list[Run] = []
    for run in runs:
        start = not found or found[-1]["text"].endswith((" ", "\n"))
        text = run["text"].lstrip(" ") if start else run["text"]
        if text == "\n" and found:
            found[-1]["text"] = found[-1]["text"].rstrip(" ")
        if found and {**found[-1], "text": ""} == {**run, "text": ""}:
            found[-1]["text"] += text
        elif text:
            found.append({**run, "text": text})
    if found:
        found[-1]["text"] = found[-1]["text"].rstrip(" \n")
    return [run for run in found if run["text"]]
