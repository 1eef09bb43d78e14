"""What charts cost by vl-convert and by Vega in V8, cold, warm and by a drawing process: tables of docs/drawing.md.

CPU time of all threads, as a share of what a warm vl-convert takes in the same run. "Cold" is a process that has
imported everything and draws for the first time, as the fresh process of each report does.
"""

import json
import os
import time
from collections.abc import Callable
from functools import partial
from multiprocessing import get_context
from multiprocessing.context import BaseContext
from statistics import median
from typing import Any

import vl_convert

from dtplan_analysis.charts import Chart, drawing
from dtplan_analysis.reports.ministry import MinistryQuarter
from dtplan_analysis.reports.unit import UnitQuarter
from dtplan_analysis.resources import resource

PLACE = {"quarter": "2024Q2", "language": "vi"}
ROUNDS = 15

Engine = Callable[[], drawing.Drawer]


def by_vl_convert() -> drawing.Drawer:
    vl_convert.register_font_directory(str(resource("templates") / "fonts"))
    return lambda text: str(vl_convert.vegalite_to_svg(text, allowed_base_urls=[]))


def by_v8() -> drawing.Drawer:
    return drawing._v8()


def chart(section: Any) -> Chart:
    return next(part for part in section.parts if isinstance(part, Chart))


def taken(work: Callable[[], Any]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def usual(work: Callable[[], Any]) -> float:
    return median(taken(work) for _ in range(ROUNDS))


def cold_and_warm(engine: Engine, texts: list[str]) -> tuple[float, float]:
    """The seconds that the texts take with all that starts, and those that they usually take."""
    drawers: list[drawing.Drawer] = []

    def all_texts() -> None:
        drawers.extend([] if drawers else [engine()])
        for text in texts:
            drawers[0](text)

    return taken(all_texts), usual(all_texts)


def asked(address: str, texts: list[str]) -> float:
    """The seconds that it takes this process to have its texts drawn by the drawing process."""
    os.environ[drawing.SERVER] = address
    return taken(lambda: [drawing._asked(text) for text in texts])


def in_fresh_process(context: BaseContext, work: Callable[..., Any], *arguments: Any) -> Any:
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_send, args=(there, work, *arguments))  # type: ignore[attr-defined]
    process.start()
    there.close()
    answer = here.recv()
    process.join()
    return answer


def _send(pipe: Any, work: Callable[..., Any], *arguments: Any) -> None:
    pipe.send(work(*arguments))


def main() -> None:
    context = get_context("forkserver")
    context.set_forkserver_preload(["dtplan_analysis.charts", "dtplan_analysis.reports.unit", "py_mini_racer"])
    unit, whole = UnitQuarter.open("HDXD", **PLACE), MinistryQuarter.open(**PLACE)
    report = {"trends": unit.trends(), "position": unit.position(), "funding": unit.funding()}
    drawing._bundle()

    print("| Chart | vl-convert, cold | warm | V8, cold | warm | Altair's `to_dict`, checked | unchecked |")
    print("|---|---|---|---|---|---|---|")
    texts = []
    for name, section in {**report, "movers": whole.movers()}.items():
        shown = chart(section)
        texts.append(json.dumps(shown.spec))
        cold, warm = in_fresh_process(context, cold_and_warm, by_vl_convert, texts[-1:])
        shares = [cold, warm, *in_fresh_process(context, cold_and_warm, by_v8, texts[-1:])]
        shares += [usual(partial(shown.figure.to_dict, validate=checked)) for checked in (True, False)]
        print("|", " | ".join([name, *(f"{share / warm:.2f}" for share in shares)]), "|")

    texts = texts[: len(report)]
    cold, warm = in_fresh_process(context, cold_and_warm, by_vl_convert, texts)
    cold_v8, warm_v8 = in_fresh_process(context, cold_and_warm, by_v8, texts)
    with drawing.drawing_server(context) as address:
        own = median(in_fresh_process(context, asked, address, texts) for _ in range(ROUNDS))
    print(f"\n| The {len(texts)} charts of a unit's report | vl-convert | V8 |\n|---|---|---|")
    print(f"| drawn cold, by each report's process | {cold / warm:.2f} | {cold_v8 / warm:.2f} |")
    print(f"| drawn warm, by a drawing process | 1.00 | {warm_v8 / warm:.2f} |")
    print(f"| … and what asking for them takes | {own / warm:.2f} | {own / warm:.2f} |")


if __name__ == "__main__":
    main()
