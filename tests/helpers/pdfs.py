"""PDF files as tests look at them: words, structure and bookmarks."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import pypdf


@lru_cache(maxsize=8)
def words_of(file: pypdf.PdfReader) -> str:
    """All words, without spaces: where a line is broken is the layout's business."""
    return dense("".join(page.extract_text() for page in file.pages))


def dense(text: str) -> str:
    return "".join(text.replace("\u200b", "").split())


def root_of(file: pypdf.PdfReader) -> Any:
    return file.trailer["/Root"]


def structure(file: pypdf.PdfReader) -> list[Any]:
    """The elements of the structure tree, in reading order."""

    def walk(node: Any) -> Iterator[Any]:
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            for child in node:
                yield from walk(child)
        elif isinstance(node, dict) and "/S" in node:
            yield node
            yield from walk(node.get("/K", []))

    return list(walk(root_of(file)["/StructTreeRoot"]["/K"]))


def bookmarks(outline: list[Any]) -> list[str]:
    return [title for one in outline for title in (bookmarks(one) if isinstance(one, list) else [one.title])]
