"""What to do first."""

from office import (
    Counts,
    subject,
)
from reported import actions, half_page


def test_a_closed_quarter_calls_for_no_more_cases_but_for_so_many_of_the_next() -> None:
    (action,) = actions(half_page(subject({"CB2": Counts(49, 90, 10)}, before={"CB2": Counts(1, 2)})))
    assert (
        "of about 100 dossiers to be expected in the next quarter, at least 60 must pass (this quarter: 49)" in action
    )
