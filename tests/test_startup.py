import subprocess
import sys

_CHECKS = """
import sys
import dtplan_analysis
import jsonschema

assert "lark" not in sys.modules, "the grammar was built at once"
checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
print([checker.conforms(text, "iri") for text in ("https://dữ-liệu.example/hồ-sơ", "không phải")])
print([checker.conforms(text, "iri-reference") for text in ("hồ-sơ#1", "<>")])
assert "lark" in sys.modules
"""


def test_addresses_are_checked_as_ever_by_a_grammar_that_is_built_when_there_is_one():
    ran = subprocess.run([sys.executable, "-c", _CHECKS], capture_output=True, text=True, check=False)
    assert (ran.stdout.split("\n")[:2], ran.stderr) == (["[True, False]", "[True, False]"], "")
