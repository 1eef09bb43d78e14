"""Definitions of declared indicators are put together in words."""

import pytest
from declared import FLOW, HEAD, REGISTER, catalogue, indicator


def test_definition_is_put_together_in_words() -> None:
    one = indicator('numerator = { hours = { at_most = 24 } }\nexclude = { kind = "outage" }')
    assert one.definition["en"] == (
        "Reached where “Hours” is at most 24; left out where “Kind” is outage; placed in a period by “Reported on”."
    )
    assert one.definition["vi"] == (
        "Đạt khi “Số giờ” không quá 24; không tính khi “Loại” là gián đoạn; xếp kỳ theo “Ngày báo”."
    )


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ("numerator = { told = false }", "reached where “Told” is no"),
        ("numerator = { hours = { at_least = 1234567 } }", "“Hours” is at least 1234567"),
        ('numerator = [{ kind = "attack" }, { told = true }]', "“Kind” is cyber attack or “Told” is yes"),
        ('numerator = { number = { not = ["{0}"] } }', "“Number” is other than {0}"),
        ('numerator = { told = true }\ndistinct = "number"', "each “Number” counts once"),
        (
            'numerator = { told = true }\nstock = ["reported_on", "restored_on"]',
            "in force on the period's last day (“Reported on” to “Restored”)",
        ),
    ],
)
def test_definition_says_what_is_asked_and_when(keys: str, said: str) -> None:
    one = catalogue(REGISTER + HEAD + ("" if "stock" in keys else FLOW) + keys).indicators["x"]
    assert said.casefold() in one.definition["en"].casefold()
