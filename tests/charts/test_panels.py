import re

from bs4 import BeautifulSoup

from dtplan_analysis.charts.panels import PANELS, panels

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="400" role="img" font-family="F">'
    "<title>T &amp; U</title><desc>D</desc>"
    '<g fill="none" transform="translate(10,5)"><g transform="translate(0,95)"><g {}>{}</g></g></g></svg>'
)
PLACES = [(0, 0), (140, 0), (0, 150), (140, 150), (0, 300)]


def drawing(places: list[tuple[int, int]], mark: str = f'{PANELS}=""') -> str:
    return SVG.format(mark, "".join(f'<g transform="translate({x},{y})"><text>{x} {y}</text></g>' for x, y in places))


def test_each_panel_is_a_picture_of_its_own_below_the_head_that_tells_them_all() -> None:
    soup = BeautifulSoup(panels(drawing(PLACES)), "xml")
    head, *own = soup.find_all("svg")
    assert [head["role"], head.title.text, head.desc.text] == ["img", "T & U", "D"]
    assert head["viewBox"] == "0 0 300 50"  # down to 50 above the first row, which stands at 100
    assert head.find("text") is None
    assert [svg.find("text").text for svg in own] == ["0 0", "140 0", "0 150", "140 150", "0 300"]
    boxes = ["0 50 140 150", "140 50 140 150", "0 200 140 150", "140 200 140 150", "0 350 140 50"]
    assert [svg["viewBox"] for svg in own] == boxes
    assert {svg["aria-hidden"] for svg in own} == {"true"}
    assert [svg.g["fill"] for svg in own] == ["none"] * 5
    assert [svg.g["transform"] for svg in own] == ["translate(10,100)"] * 5


def test_a_drawing_without_columns_stays_as_it_is() -> None:
    for svg in (drawing(PLACES, ""), drawing(PLACES[:1]), drawing([(0, 0), (0, 150)])):
        assert panels(svg) == svg


def test_nothing_of_a_drawing_is_lost() -> None:
    before, after = (re.findall(r"<text>([^<]*)</text>", svg) for svg in (drawing(PLACES), panels(drawing(PLACES))))
    assert before == after
