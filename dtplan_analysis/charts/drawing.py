"""Vega-Lite specification → SVG, in a V8 of this process or, for a batch, in one that is kept warm beside it."""

import atexit
import json
import os
import secrets
import signal
import socket
import struct
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import cache
from importlib import import_module
from multiprocessing import AuthenticationError, parent_process
from multiprocessing.connection import Client, Connection, Listener
from multiprocessing.context import BaseContext
from pathlib import Path
from threading import Thread
from typing import Any

import altair as alt
import vl_convert
from platformdirs import user_cache_path

from dtplan_analysis.process import WARM, beginning, context_of
from dtplan_analysis.resources import resource
from dtplan_analysis.scratch import clear_after, own_folder, ownership

SERVER = "DTPLAN_DRAWING"
"""The variable that names the drawing process to those that it serves; without it, each process draws by itself."""

_SECONDS = 60.0
"""No chart takes that long."""

_BUNDLING = """
import sys, vl_convert
vega, lite = (f"/npm/{name}@{version}/+esm" for name, version in zip(("vega", "vega-lite"), sys.argv[1:]))
snippet = f'import * as V from "{vega}"; import * as L from "{lite}"; globalThis.vega = V; globalThis.vegaLite = L;'
sys.stdout.buffer.write(vl_convert.javascript_bundle(snippet).encode())
"""

# What Vega expects of a browser, the widths of letters, and a loader that loads nothing.
_SCRIPT = """
globalThis.console = new Proxy({}, {get: () => () => {}});
globalThis.setInterval = globalThis.clearInterval = () => 0;
globalThis.structuredClone = x => x === null || typeof x !== "object" ? x : Array.isArray(x) ? x.map(structuredClone)
  : Object.fromEntries(Object.entries(x).map(([key, value]) => [key, structuredClone(value)]));
let fault, drawn;
function start([regular, bold]) {
  vega.textMetrics.width = (item, text) => {
    const widths = item.fontWeight === "bold" || item.fontWeight >= 600 ? bold : regular;
    let ems = 0;
    for (const letter of String(text ?? "")) ems += widths[letter] ?? 1;
    return Math.min(ems * vega.fontSize(item), item.limit || Infinity);
  };
}
function draw(text) {
  fault = drawn = undefined;
  const fail = reason => { fault ??= String(reason); };
  const refuse = address => { fail(`nothing is loaded: ${address}`); throw Error(fault); };
  const logger = {level: () => logger, error: fail, warn: () => logger, info: () => logger, debug: () => logger};
  // An axis that ends at 0.9400000000000001 would have no tick at 0.94.
  const given = JSON.parse(text, (_, value) => typeof value === "number" ? +value.toPrecision(12) : value);
  const {spec} = vegaLite.compile(given, {logger});
  vega.resetSVGDefIds();
  const view = new vega.View(vega.parse(spec), {logger, loader: {load: refuse, sanitize: refuse}});
  view.toSVG().then(svg => { drawn = svg; }, fail).finally(() => view.finalize());
}
function finished() { if (fault !== undefined || drawn === undefined) throw Error(fault ?? "not drawn"); return drawn; }
"""

Drawer = Callable[[str], str]


def draw(spec: dict[str, Any]) -> str:
    """Return the SVG of a Vega-Lite specification whose data are in it; raises ValueError for one that would load any.

    >>> draw({"data": {"values": []}, "mark": "point"})[:4]
    '<svg'
    """
    text = json.dumps(spec)
    if '"url":' in text or '"href":' in text:  # as a name: within a text, the quotes would be escaped
        raise ValueError("a chart cannot be drawn: it would load or link to an address")
    return _asked(text) or _own()(text)


@cache
def _own() -> Drawer:
    """The drawer of this process."""
    return _drawer()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_own.cache_clear)  # a fork has none of the threads of a V8


def _drawer() -> Drawer:
    """Return a new drawer: Vega in V8; where that cannot be had, vl-convert, slower and with the machine's fonts."""
    try:
        return _v8()
    except (ImportError, OSError, subprocess.CalledProcessError):
        vl_convert.register_font_directory(str(resource("templates") / "fonts"))
        return lambda text: str(vl_convert.vegalite_to_svg(text, allowed_base_urls=[]))


def _v8() -> Drawer:
    """Start V8 with Vega in it."""
    racer = import_module("py_mini_racer")
    bundle = _bundle()
    # Started in the thread of an event loop, as a notebook's cells are, it would be bound to that loop.
    with ThreadPoolExecutor(1) as elsewhere:
        v8 = elsewhere.submit(racer.MiniRacer).result()
    atexit.register(v8.close)  # its threads would keep the process from ending
    v8.eval(_SCRIPT)
    v8.eval(bundle)
    fonts = [resource("templates") / "fonts" / f"LiberationSans-{style}.ttf" for style in ("Regular", "Bold")]
    v8.eval(f"start({json.dumps([letter_widths(font) for font in fonts])})")

    def drawer(text: str) -> str:
        try:
            v8.eval(f"draw({json.dumps(text)})", timeout_sec=_SECONDS)
            return str(v8.eval("finished()"))
        except racer.JSEvalException as error:
            reason = str(error).partition("\n")[0]  # then comes a line of the script, which is all of Vega
            raise ValueError(f"a chart cannot be drawn: {reason}") from error

    return drawer


def _bundle() -> str:
    """Return Vega and Vega-Lite as one script; vl-convert takes a second to write it, so it is kept for next time."""
    kept = user_cache_path("dtplan_analysis") / f"vega-{vl_convert.get_vega_version()}-{alt.VEGALITE_VERSION}.js"
    with suppress(OSError):
        return kept.read_text(encoding="utf-8")
    # In a process of its own: a version that vl-convert lacks is a panic there.
    versions = (vl_convert.get_vega_version(), alt.VEGALITE_VERSION)
    written = subprocess.run([sys.executable, "-c", _BUNDLING, *versions], capture_output=True, check=True)
    script = f"(() => {{{written.stdout.decode()}}})()"
    with suppress(OSError):
        kept.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=kept.parent, delete=False) as stream:
            stream.write(script)
        Path(stream.name).replace(kept)
    return script


@contextmanager
def drawing_server(given: BaseContext | None = None) -> Iterator[str]:
    """Keep a process that draws for this one's children, or take the one that is there already.

    Yields its address, empty where there is none.

    Children find it by the variable SERVER; those of a fork server that was started before must be told the address.
    It draws as many charts at a time as it is asked for, and ends with this process; who loses it draws by himself.
    """
    if (known := os.environ.get(SERVER)) or not hasattr(socket, "AF_UNIX"):
        yield known or ""
        return
    context: Any = given or context_of(WARM)
    with tempfile.TemporaryDirectory(prefix="dtplan-", dir=own_folder()) as folder:
        address = os.environ[SERVER] = f"{secrets.token_hex()}@{folder}/drawing"
        here, there = context.Pipe(duplex=False)
        process = context.Process(target=_serve, args=(address, there, ownership()), daemon=True)
        try:
            with beginning(_serve):
                process.start()
            there.close()
            with suppress(EOFError):
                here.recv()
            yield address
        finally:
            here.close()
            if process.pid:
                process.terminate()
                process.join()
            os.environ.pop(SERVER, None)


def _serve(address: str, parent: "Connection[Any, Any]", owned: str) -> None:
    """Draw for whoever knows the address, until the parent is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who interrupts the parent is heard there
    Thread(target=_end_with_parent, args=(owned,), daemon=True).start()
    key, _, place = address.partition("@")
    free: list[Drawer] = []
    with Listener(place, backlog=64, authkey=key.encode()) as listener:
        parent.send("ready")
        free.append(_drawer())
        while True:
            with suppress(AuthenticationError, ConnectionError, EOFError):
                Thread(target=_answer, args=(listener.accept(), free), daemon=True).start()


def _end_with_parent(owned: str) -> None:
    parent = parent_process()
    if parent:
        parent.join()
    clear_after(owned)
    os._exit(0)


def _answer(pipe: "Connection[Any, Any]", free: list[Drawer]) -> None:
    """Draw one chart, with the drawer that was used last; for one that cannot be drawn there is no answer."""
    with pipe, suppress(EOFError, OSError, ValueError):
        text = pipe.recv_bytes().decode()
        try:
            drawer = free.pop()
        except IndexError:
            drawer = _drawer()
        try:
            pipe.send_bytes(drawer(text).encode())
        finally:
            free.append(drawer)


def _asked(text: str) -> str:
    """Return what the drawing process answers; empty where there is none, or no answer: a fault is then found here."""
    key, _, place = os.environ.get(SERVER, "").partition("@")
    with suppress(AuthenticationError, EOFError, OSError):
        if place:
            with Client(place, authkey=key.encode()) as pipe:
                pipe.send_bytes(text.encode())
                return pipe.recv_bytes().decode() if pipe.poll(_SECONDS) else ""
    return ""


def letter_widths(font: Path) -> dict[str, float]:
    """Return how far each letter of a TrueType font advances, in ems; kerning is left out.

    >>> widths = letter_widths(resource("templates") / "fonts" / "LiberationSans-Regular.ttf")
    >>> f"{widths['i']:.3f} {widths['m']:.3f} {widths['ế']:.3f}"
    '0.222 0.833 0.556'
    """
    data = font.read_bytes()
    tables = {data[at : at + 4]: struct.unpack_from(">L", data, at + 8)[0] for at in range(12, 12 + 16 * data[5], 16)}
    (per_em,) = struct.unpack_from(">H", data, tables[b"head"] + 18)
    (metrics,) = struct.unpack_from(">H", data, tables[b"hhea"] + 34)
    advances = struct.unpack_from(f">{2 * metrics}H", data, tables[b"hmtx"])[::2]
    return {chr(code): advances[min(glyph, metrics - 1)] / per_em for code, glyph in _glyphs(data, tables[b"cmap"])}


def _glyphs(data: bytes, cmap: int) -> Iterator[tuple[int, int]]:
    """Each code point of the basic plane and its glyph: the segments of the subtable for Windows (3, 1), format 4."""
    (count,) = struct.unpack_from(">H", data, cmap + 2)
    records = (struct.unpack_from(">HHL", data, cmap + 4 + 8 * n) for n in range(count))
    at = cmap + next(offset for platform, encoding, offset in records if (platform, encoding) == (3, 1))
    (twice,) = struct.unpack_from(">H", data, at + 6)
    for end_at in range(at + 14, at + 14 + twice, 2):
        delta_at = end_at + 2 * (twice + 1)
        places = (end_at, end_at + twice + 2, delta_at, delta_at + twice)
        end, start, delta, reach = (struct.unpack_from(">H", data, place)[0] for place in places)
        for code in range(start, min(end, 0xFFFE) + 1):
            glyph = code
            if reach:
                (glyph,) = struct.unpack_from(">H", data, delta_at + twice + reach + 2 * (code - start))
            if glyph:
                yield code, (glyph + delta) & 0xFFFF
