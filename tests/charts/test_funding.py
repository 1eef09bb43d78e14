"""Money planned and paid out."""

from pictures import BUDGET, funding, texts


def test_funding_in_words() -> None:
    assert funding(BUDGET).description == (
        "Regular: planned VND 2,000.0 million, disbursed VND 500.0 million (25.0%). "
        "Other: planned VND 0.0 million, disbursed VND 0.0 million. "
        "All sources: planned VND 2,000.0 million, disbursed VND 500.0 million (25.0%)."
    )
    assert "đã giải ngân 500,0 triệu đồng (25,0%)" in texts(funding(BUDGET, "vi"))
