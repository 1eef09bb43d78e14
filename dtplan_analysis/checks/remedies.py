"""What a rule is called, and what to do where it is broken."""

from dtplan_analysis.language import Language
from dtplan_analysis.registers import Column, Register


def rule_words(register: Register, rule: str, say: Language) -> str:
    """Return a rule in words.

    >>> from dtplan_analysis.registers.dossiers import DOSSIERS
    >>> rule_words(DOSSIERS, "due_on_before_received_on", Language("en"))
    'due before it was received'
    """
    of_register = {one.rule: one.message[say.code] for one in register.consistency}
    return of_register.get(rule) or {
        "required": say("a cell that places the row is empty"),
        "unreadable": say("a cell cannot be read"),
        "duplicate": say("the row is repeated as it is"),
        "version": say("the key is repeated in another row"),
        "damaged_key": say("the key is a number that lost its last digits"),
        "missing_columns": say("a line has fewer cells than the header"),
        "too_many_columns": say("a line has more cells than the header"),
        "absent_column": say("the export lacks the column"),
        "unknown_code": say("the value is none of the codes"),
        "out_of_range": say("the value cannot be"),
        "in_the_future": say("the day lies after the as-of date"),
        "empty": say("a cell that an indicator needs is empty"),
        "unknown_unit": say("the unit is not listed"),
        "unit_not_valid": say("the unit did not exist on that day"),
        **{reason: words for reason, (words, _) in _of_figures(say).items()},
    }.get(rule, rule.replace("_", " "))


def fault_words(register: Register, reason: str, say: Language) -> str:
    """Return in words why a row was rejected.

    >>> from dtplan_analysis.registers.dossiers import DOSSIERS
    >>> fault_words(DOSSIERS, "repeated, identical", Language("vi"))
    'trùng lặp hoàn toàn'
    """
    return {
        "empty": say("empty"),
        "unreadable": say("unreadable"),
        "absurd": say("absurd"),
        "repeated, identical": say("repeated, identical"),
        "repeated, different": say("repeated, different"),
        "damaged_key": say("damaged key"),
        "missing columns": say("too few cells"),
        "too many columns": say("too many cells"),
        "no JSON object": say("no JSON object"),
        "one key with two values": say("one key with two values"),
    }.get(reason) or rule_words(register, reason, say)


def remedy_words(register: Register, column: str, rule: str, say: Language) -> str:
    """Return what to do about a column of a register that breaks a rule."""
    one = register.column(column) if column in register.names else None
    wanted = wanted_words(one, say) if one else ""
    return {
        "required": say("Fill in the cell: {wanted}. Without it the row is in no unit or quarter.", wanted=wanted),
        "unreadable": say("Write {wanted}.", wanted=wanted)
        if not one or one.type != "whole"
        else say(
            'Write {wanted}; amounts in millions are read with {column} = {{ name = "…", scale = 1000000 }} in '
            "dtplan.toml under [{table}.columns].",
            wanted=wanted,
            column=column,
            table=register.table,
        ),
        "duplicate": say("Delete the row: another one is the same."),
        "version": say("Keep one row for each key, the right one, and delete the others."),
        "damaged_key": say("Export the key as text: a spreadsheet keeps fifteen digits of a number."),
        "missing_columns": say("Export the line again, with as many cells as the header."),
        "too_many_columns": say("Export the line again, with as many cells as the header."),
        "absent_column": say(
            "Export the column, or map it in dtplan.toml under [{table}.columns].", table=register.table
        ),
        "unknown_code": say(
            "Write {wanted}; or map the value in dtplan.toml under [{table}.codes.{column}].",
            wanted=wanted,
            table=register.table,
            column=column,
        ),
        "out_of_range": say("Write {wanted}.", wanted=wanted),
        "in_the_future": say("Check the day; if it is right, correct as_of in dtplan.toml."),
        "empty": say("Fill in the cell: {wanted}. Until then indicators count the record as missing.", wanted=wanted),
        "unknown_unit": say("Write the unit as units.csv has it, or add the spelling there under aliases."),
        "unit_not_valid": say("Write the unit that existed on that day, or correct its dates in units.csv."),
        **{reason: words for reason, (_, words) in _of_figures(say).items()},
    }.get(rule, say("Compare with the file itself and correct what is wrong: {wanted}.", wanted=wanted))


def _of_figures(say: Language) -> dict[str, tuple[str, str]]:
    """Return why a figure that was reported cannot be taken, and what to do, by the rule."""
    return {
        "unknown_item": (
            say("the item is no target and no indicator of the plan"),
            say("Write the id of a target, or the name of an indicator, as dtplan plan shows them."),
        ),
        "ambiguous_item": (
            say("the item may be several targets or variants"),
            say("Name the variant too, or the plan with the target: PLAN/TARGET."),
        ),
        "unknown_period": (
            say("the period is none of the workspace"),
            say("Write a period such as 2026Q2, or a year, as dtplan.toml cuts it."),
        ),
        "after_as_of": (
            say("the period begins after the as-of date"),
            say("Check the period; if it is right, correct as_of in dtplan.toml."),
        ),
        "does_not_add_up": (
            say("the numerator is larger than the denominator"),
            say("Correct numerator and denominator: the first is a part of the second."),
        ),
        "negative": (say("the number is below zero"), say("Write a whole number from 0 on.")),
        "no_decimal": (
            say("the value is no exact number, or may be thousands"),
            say("Write the number alone, with all of its decimals but exactly three: 86.5 or 86,50."),
        ),
    }


def wanted_words(column: Column, say: Language) -> str:
    """Return what a cell of a column holds."""
    if column.codes:
        return say("one of {codes}", codes=", ".join(column.words_of(code, say.code) for code in column.codes))
    least, most = column.least, column.most
    if column.type in ("whole", "number"):
        if most is not None:
            return say("a number from {least} to {most}", least=str(least), most=str(most))
        if column.type == "whole":
            return say("a whole number not below {least}", least=str(least))
        return say("a number not below {least}", least=str(least)) if least is not None else say("a number")
    if column.type == "date":
        return say("a day, as in 2024-05-06, 06/05/2024, 2024/05/06 or 20240506, from {first} on", first="1990")
    return say("true or false") if column.type == "flag" else say("a text")
