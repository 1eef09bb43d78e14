"""Tables for people: what is escaped, and what a reader without eyes is told."""

import pytest
from markupsafe import Markup
from office import soup_of

from dtplan_analysis.tables import Table

HOSTILE = ["<script>alert(1)</script>", '<td onclick="x">', '" onmouseover="x', "</table>", "&lt;b&gt;", "{0}", "=1+1"]


@pytest.mark.parametrize("text", HOSTILE)
def test_every_text_of_a_table_is_shown_as_it_is(text: str) -> None:
    table = Table(text, (text, text), [(text, text)], numbers=(1,), kind="heat", note=text)
    soup = soup_of(table.to_html())
    cells = [soup.caption, *soup.find_all(["th", "td"]), soup.find("p", "note")]
    assert [cell.text for cell in cells] == [text] * 6
    allowed = {"div", "table", "caption", "thead", "tbody", "tr", "th", "td", "p"}
    assert {tag.name for tag in soup.find_all(True)} == allowed
    assert not [name for tag in soup.find_all(True) for name in tag.attrs if name.startswith("on")]
    assert text in table.to_text()


def test_markup_of_the_library_is_not_escaped_twice() -> None:
    table = Table("A", (Markup("<abbr>U</abbr>"), "B"), [(Markup("<b>x</b>"), Markup("<td data-status='met'>1</td>"))])
    soup = soup_of(table.to_html())
    assert soup.th.abbr.text == "U"
    assert soup.tbody.th.b.text == "x"
    assert [cell.get("data-status") for cell in soup.find_all("td")] == ["met"]


def test_a_table_has_caption_scopes_and_a_named_region_that_scrolls() -> None:
    soup = soup_of(Table("Staff", ("Unit", "n"), [("A", "1"), ("B", "2")], numbers=(1,)).to_html())
    assert [head["scope"] for head in soup.thead.find_all("th")] == ["col", "col"]
    assert [head["scope"] for head in soup.tbody.find_all("th")] == ["row", "row"]
    assert soup.table["class"] == ["n2"]  # the second column is of figures
    region = soup.div
    assert (region["role"], region["tabindex"]) == ("region", "0")
    assert soup.find(id=region["aria-labelledby"]).text == "Staff"


def test_tables_of_a_page_have_names_of_their_own() -> None:
    one, same, other = (Table(caption, ("A",), []).to_html() for caption in ("x", "x", "y"))
    assert one == same
    assert soup_of(one).caption["id"] != soup_of(other).caption["id"]


def test_a_table_offers_html_text_and_data() -> None:
    bundle = Table("Staff", ("Unit", "n"), [("A & B", Markup("<b>1</b>"))], data={"x/y": [1]})._repr_mimebundle_()
    assert bundle["text/plain"] == "Staff\nUnit | n\nA & B | 1"
    assert bundle["x/y"] == [1]
    assert bundle["text/html"].startswith("<div")
