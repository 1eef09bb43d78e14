"""Markdown of people as HTML: nothing in it acts, and a picture is the page's own."""

import pytest

from dtplan_analysis.markdown import markdown_html

OWN = "data:image/png;base64,iVBORw0KGgo="


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("a *b* **c**", "<p>a <em>b</em> <strong>c</strong></p>\n"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"),
        ("a <b>c</b>", "<p>a &lt;b&gt;c&lt;/b&gt;</p>\n"),
        ("[x](javascript:alert(1))", '<p><a href="#harmful-link">x</a></p>\n'),
        ("![x](https://example.org/a.png)", "<p>x</p>\n"),
        ("![x](data:image/svg+xml;base64,AAAA)", "<p>x</p>\n"),
        (f"![x]({OWN})", f'<p><img src="{OWN}" alt="x" /></p>\n'),
    ],
)
def test_tags_come_out_as_text_and_only_the_pages_own_pictures_are_shown(source: str, shown: str) -> None:
    assert markdown_html(source) == shown


def test_a_wide_table_can_be_scrolled_by_keyboard() -> None:
    shown = markdown_html("| a | b |\n|---|---|\n| <i> | 2 |\n")
    assert shown.startswith('<div class="table-scroll" tabindex="0"><table>\n')
    assert "<td>&lt;i&gt;</td>" in shown


@pytest.mark.parametrize("source", [f"![x]({OWN})", "![x](https://example.org/a.png)"])
def test_where_words_alone_are_wanted_a_picture_is_not_passed_over_in_silence(source: str) -> None:
    assert markdown_html("a *b*", pictures=False) == "<p>a <em>b</em></p>\n"
    with pytest.raises(ValueError, match="a picture"):
        markdown_html(source, pictures=False)
