import re

from bs4 import BeautifulSoup

from dtplan_analysis.charts.panels import PANELS, panels

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="400" role="img" font-family="F">'
    "<title>T &amp; U</title><desc>D</desc>"
    '<g fill="none" transform="translate(10,5)"><g><g stroke="red"><path transform="translate(6,8)" d="M0,0"/></g>'
    '<g><text>met &lt;</text></g></g><g transform="translate(0,95)"><g {}>{}</g></g></g></svg>'
)
PLACES = [(0, 0), (140, 0), (0, 150), (140, 150), (0, 300)]


def drawing(places: list[tuple[int, int]], mark: str = f'{PANELS}="140"') -> str:
    return SVG.format(mark, "".join(f'<g transform="translate({x},{y})"><text>{x} {y}</text></g>' for x, y in places))


def test_each_panel_is_a_picture_of_its_own_of_which_the_first_bears_what_the_whole_says() -> None:
    soup = BeautifulSoup(panels(drawing(PLACES)), "lxml")
    own = soup.select("div.panels > svg")
    assert [own[0]["role"], own[0].title.text, own[0].desc.text] == ["img", "T & U", "D"]
    assert [svg.find("text").text for svg in own] == ["0 0", "140 0", "0 150", "140 150", "0 300"]
    boxes = ["0 50 140 150", "140 50 140 150", "0 200 140 150", "140 200 140 150", "0 350 140 50"]
    assert [svg["viewbox"] for svg in own] == boxes
    assert {svg["aria-hidden"] for svg in own[1:]} == {"true"}
    assert [svg.g["fill"] for svg in own] == ["none"] * 5
    assert [svg.g["transform"] for svg in own] == ["translate(10,100)"] * 5


def test_title_and_key_stand_above_in_words_that_wrap() -> None:
    head = BeautifulSoup(panels(drawing(PLACES)), "lxml").select_one(".head")
    assert head is not None
    assert [head.p.text, *(item.text for item in head("li"))] == ["T & U", "met <"]
    assert head.li.g.attrs == {"fill": "none", "stroke": "red"}
    assert head.li.path.attrs == {"d": "M0,0"}


def test_a_panel_alone_is_as_wide_as_it_is_drawn() -> None:
    (own,) = BeautifulSoup(panels(drawing(PLACES[:1])), "lxml").select("div.panels > svg")
    assert own["viewbox"] == "0 50 140 350"


def test_a_drawing_without_panels_stays_as_it_is() -> None:
    assert panels(drawing(PLACES, "")) == drawing(PLACES, "")


def test_nothing_of_a_drawing_is_lost() -> None:
    before, after = (re.findall(r"<text>(\d[^<]*)</text>", svg) for svg in (drawing(PLACES), panels(drawing(PLACES))))
    assert before == after
    assert len(before) == len(PLACES)
