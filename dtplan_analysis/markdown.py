"""Markdown of people as HTML: tags in it come out as text, and a picture only if the page carries it."""

import mistune
from markupsafe import Markup
from mistune.plugins.table import table

_OWN_IMAGES = ("data:image/png;", "data:image/jpeg;")


class _Renderer(mistune.HTMLRenderer):
    """Raw HTML comes out as text, and an image only if the page carries it."""

    def image(self, text: str, url: str, title: str | None = None) -> str:
        return super().image(text, url, title) if url.startswith(_OWN_IMAGES) else text

    def table(self, text: str) -> str:
        return f'<div class="table-scroll" tabindex="0"><table>\n{text}</table></div>\n'


class _Words(_Renderer):
    """No image is passed over in silence."""

    def image(self, text: str, url: str, title: str | None = None) -> str:  # noqa: ARG002
        raise ValueError("a picture")


_to_html, _to_words = (mistune.Markdown(kind(escape=True), plugins=[table]) for kind in (_Renderer, _Words))


def markdown_html(source: str, *, pictures: bool = True) -> Markup:
    """Return Markdown as HTML; HTML inside of it comes out as text. Without `pictures`, one raises ValueError."""
    return Markup((_to_html if pictures else _to_words)(source))
