import pytest

from dtplan_analysis.errors import InputError


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Driver={X};Uid=reader;Pwd=s3cret", "Driver={X};Uid=reader;Pwd=***"),
        ("PASSWORD = s3cret host=db", "PASSWORD = *** host=db"),
        ("password=${DB_PASSWORD}", "password=${DB_PASSWORD}"),
    ],
)
def test_no_message_says_a_password(text: str, said: str) -> None:
    assert said in str(InputError(f"no file matches {text}", where="source", remedy="correct it"))
    assert said in str(InputError("no file", where=text, remedy="correct it"))
