"""A page with everything that a report can show."""

from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from dtplan_analysis.exports.html import to_html

MARKS = {"met": "✓", "not_met": "✗", "inconclusive": "?", "no_case": "–", "no_data": "∅", "suppressed": "•"}
BADGES = "".join(
    f'<li class="finding"><span class="status status-{s}">{m} {s}</span> CB2</li>' for s, m in MARKS.items()
)
CELLS = "".join(
    f'<td class="num" data-status="{s}">{m} <span class="visually-hidden">{s}</span> 59,9%</td>'
    for s, m in MARKS.items()
)
HEADS = "".join(f'<th scope="col">{s}</th>' for s in ("Đơn vị", *MARKS))
CHART = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="700" height="200" viewBox="0 0 700 200" role="img" '
    'aria-labelledby="t"><title id="t">Hồ sơ trực tuyến</title><desc>Tỷ lệ tăng từ 5% lên 95%.</desc>'
    '<path d="M0 190 L700 20" stroke="#0a6c74"/></svg>'
)


def table(name: str, kind: str) -> str:
    rows = f'<tr><th scope="row">Cục Giám định nhà nước về chất lượng công trình xây dựng</th>{CELLS}</tr>' * 40
    return (
        f'<div class="table-scroll" role="region" aria-labelledby="{name}" tabindex="0">'
        f'<table class="{kind}"><caption id="{name}">Bảng {name}</caption>'
        f"<thead><tr>{HEADS}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def report() -> str:
    """A page with every status, a fault, a drawing, long words, and markup that is none."""
    lead = '<div class="lead"><p>Đơn vị đạt 6 trong 13 mục tiêu. <span class="note">Ghi chú</span></p></div>'
    figures = "<div><dt>mục tiêu đạt</dt><dd>6</dd></div><div><dt>mục tiêu chưa đạt</dt><dd>3</dd></div>"
    provisional = '<p><span class="provisional">tạm tính</span></p>'
    method = '<details class="method"><summary>Cách tính</summary><p>Khoảng Wilson.</p></details>'
    shown = [
        ("", f'{lead}<dl class="key-figures">{figures}</dl>'),
        ("## Những điểm chính", f'<ul class="findings">{BADGES}</ul>{provisional}'),
        ("## Các mục tiêu", table("t1", "")),
        ("## Bản đồ", table("t2", "heat")),
        ("## Diễn biến\n\nXem [bản đồ](#ban-do).", f"<figure>{CHART}<figcaption>Hình 1</figcaption></figure>"),
        ("## Cách tính", method),
    ]
    cells = []
    for heading, output in shown:
        cells += [new_markdown_cell(heading)] if heading else []
        cells += [new_code_cell(outputs=[new_output("display_data", data={"text/html": output})])]
    trouble = [
        new_output("display_data", data={"image/svg+xml": CHART}),
        new_output("stream", name="stderr", text="UserWarning: thiếu cột"),
        new_output("error", ename="RegisterError", evalue="x", traceback=["RegisterError: x" * 40]),
        new_output("stream", name="stdout", text="a" * 400),
    ]
    about = {
        "language": "vi",
        "title": "Cục Giám định nhà nước về chất lượng công trình xây dựng – Quý II/2024",
        "unit": "Cục Giám định",
        "quarter": "2024Q2",
        "plan": "Quyết định 320/QĐ-BXD",
        "as_of": "2024-12-31",
        "version": "0.1.0",
        "input_hash": "3f8a1c09d2b7e46650aa91ff0b13c7d2" * 2,
        "synthetic": True,
    }
    return to_html(new_notebook(cells=[*cells, new_code_cell(outputs=trouble)], metadata={"dtplan": about}))
