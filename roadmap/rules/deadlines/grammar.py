"""How the words of a deadline stand together, in Kazakh, Russian and English (rules.md §2).

Every rule says: this name is written with these symbols. A phrase is read where the whole of it has
exactly one meaning; no word is passed over. Where Kazakh puts an ending or a word behind the noun,
its rules stand beside those of the languages that put one before.
"""

from roadmap.rules.deadlines import combining, recurring
from roadmap.rules.deadlines.meanings import FixedDate
from roadmap.rules.deadlines.parser import Rule, rule

_PHRASES = (
    rule("phrase", "reading"),
    rule("phrase", "HEADING separator? reading"),
    rule("reading", "fixed"),
    rule("reading", "in? dated DURING_POST?"),
    rule("reading", "in? window DURING_POST? inclusive?"),
    rule("reading", "in? year DURING_POST?", combining.one_year),
    rule("reading", "in? years DURING_POST?"),
    rule("reading", "recurring"),
    rule("reading", "whole"),
    rule("reading", "need"),
    rule("separator", "COMMA"),
    rule("separator", "DASH"),
    rule("separator", "COLON"),
    rule("in", "IN THE?"),
    rule("in", "IN? THE? WHOLE OF?"),
    rule("to", "DASH"),
    rule("to", "TO"),
    rule("inclusive", "COMMA? INCLUSIVE"),
)

_NUMBERS = (
    rule("nth", "NUMBER"),
    rule("nth", "NUMBER DASH? SUFFIX"),
    rule("nth", "ROMAN"),
    rule("nth", "ROMAN DASH? SUFFIX"),
    rule("nth", "ORDINAL"),
    rule("day", "THE? NUMBER"),
    rule("day", "THE? NUMBER DASH? SUFFIX"),
    rule("day", "THE? ORDINAL"),
    rule("count", "NUMBER"),
    rule("count", "COUNT"),
    rule("count", "NUMBER COMMA COUNT", recurring.said_twice),
    rule("year", "FOUR_DIGITS"),
    rule("year", "FOUR_DIGITS DASH? YEAR"),
    rule("year", "FOUR_DIGITS DASH? SUFFIX YEAR?"),
    rule("year", "THE? YEAR FOUR_DIGITS"),
    rule("years", "year to year", combining.years),
    rule("years", "year to FOUR_DIGITS DASH? YEARS", combining.years),
    rule("years", "FROM year TO year", combining.years),
    rule("years", "FROM year TO FOUR_DIGITS YEARS", combining.years),
    rule("years", "THE? YEARS FOUR_DIGITS to FOUR_DIGITS", combining.years),
    rule("years", "FOUR_DIGITS DASH TWO_DIGITS YEARS", combining.short_years),
    rule("years", "BETWEEN year AND year", combining.years),
    rule("years", "BETWEEN year AND FOUR_DIGITS YEARS", combining.years),
    rule("years", "year AND year BETWEEN_POST", combining.years),
    rule("years", "FOUR_DIGITS AND FOUR_DIGITS YEARS BETWEEN_POST", combining.years),
    rule("years", "FOUR_DIGITS YEAR_FROM SINCE_POST? FOUR_DIGITS YEAR_TO UNTIL_POST?", combining.years),
)

# Months, quarters and half-years of any year.
_PARTS = (
    rule("part", "month"),
    rule("part", "quarter"),
    rule("part", "half"),
    rule("part", "decade"),
    rule("month", "month_name", combining.month),
    rule("month_name", "MONTH MONTH_WORD?"),
    rule("month_name", "THE? MONTH_WORD OF? MONTH"),
    rule("quarter", "quarter_label"),
    rule("quarter", "THE? nth DASH? QUARTER", combining.quarter),
    rule("quarter", "THE? QUARTER nth", combining.quarter),
    rule("quarter", "THE? LAST QUARTER", lambda: combining.quarter(4)),
    rule("quarter_named", "QUARTER_LETTER nth", combining.quarter),
    rule("quarter_label", "quarter_named"),
    rule("quarter_label", "nth QUARTER_LETTER", combining.quarter),
    rule("half", "half_label"),
    rule("half", "THE? nth DASH? HALF", combining.half),
    rule("half", "THE? HALF nth", combining.half),
    rule("half_label", "HALF_LETTER nth", combining.half),
    rule("half_label", "nth HALF_LETTER", combining.half),
    rule("decade", "THE? nth DECADE OF? month_name", combining.decade),
    rule("decade", "month_name nth DECADE", combining.decade_of),
)

# Days of any year.
_DAYS = (
    rule("month_day", "day DASH? month_name", combining.day_of),
    rule("month_day", "day OF month_name", combining.day_of),
    rule("month_day", "month_name day", combining.month_first),
    rule("month_day", "month_name NUMBER DASH SUFFIX_OF", combining.month_first),
    rule("month_day", "MONTH_DAY"),
)

# What Kazakh says with an ending: to a month or a day, and from it.
_DIRECTED = tuple(
    one
    for way, ending in (("to", "TO"), ("from", "FROM"))
    for one in (
        rule(f"month_name_{way}", f"MONTH_{ending}"),
        rule(f"month_name_{way}", f"MONTH MONTH_WORD_{ending}"),
        rule(f"part_{way}", f"month_name_{way}", combining.month),
        rule(f"part_{way}", f"nth DASH? QUARTER_{ending}", combining.quarter),
        rule(f"part_{way}", f"nth DASH? HALF_{ending}", combining.half),
        rule(f"month_day_{way}", f"day DASH? month_name_{way}", combining.day_of),
        rule(f"month_day_{way}", f"month_name NUMBER DASH SUFFIX_{ending}", combining.month_first),
        rule(f"month_day_{way}", f"MONTH_DAY DASH SUFFIX_{ending}"),
        rule(f"date_{way}", f"year COMMA? month_day_{way}", combining.year_on),
        rule(f"date_{way}", f"month_day FOUR_DIGITS YEAR_{ending}", combining.on),
        rule(f"date_{way}", f"DATE YEAR_{ending}"),
        rule(f"date_{way}", f"DATE DASH SUFFIX_{ending}"),
    )
)

# Stretches of any year.
_STRETCHES = (
    rule("stretch", "part to part", combining.parts),
    rule("stretch", "FROM part TO part", combining.parts),
    rule("stretch", "BETWEEN part AND part", combining.parts),
    rule("stretch", "part AND part BETWEEN_POST", combining.parts),
    rule("stretch", "part_from SINCE_POST? part_to UNTIL_POST?", combining.parts),
    rule("stretch", "THE? nth to nth DASH? QUARTER", combining.quarters),
    rule("stretch", "FROM THE? nth TO THE? nth DASH? QUARTER", combining.quarters),
    rule("stretch", "THE? QUARTER nth to nth", combining.quarters),
    rule("stretch", "QUARTER_LETTER nth to nth", combining.quarters),
    rule("stretch", "THE? nth to nth DASH? HALF", combining.halves),
    rule("stretch", "FROM THE? nth TO THE? nth DASH? HALF", combining.halves),
    rule("stretch", "month_day to month_day", combining.days),
    rule("stretch", "FROM month_day TO month_day", combining.days),
    rule("stretch", "FROM month_day UNTIL month_day", combining.days),
    rule("stretch", "BETWEEN month_day AND month_day", combining.days),
    rule("stretch", "month_day AND month_day BETWEEN_POST", combining.days),
    rule("stretch", "month_day_from SINCE_POST? month_day_to UNTIL_POST?", combining.days),
    rule("stretch", "month_day_from SINCE_POST? month_day", combining.days),
    rule("stretch", "day to day OF? month_name", combining.days_of),
    rule("stretch", "FROM day TO day OF? month_name", combining.days_of),
    rule("stretch", "FROM day UNTIL day month_name", combining.days_of),
    rule("stretch", "BETWEEN day AND day OF? month_name", combining.days_of),
    rule("stretch", "NUMBER DASH SUFFIX_FROM month_day_to UNTIL_POST?", combining.number_to_day),
    rule("stretch", "month_name day to day", combining.month_days),
    rule("stretch", "month_name NUMBER DASH SUFFIX_FROM NUMBER DASH SUFFIX_TO UNTIL_POST?", combining.month_days),
)

# With a year: `date` is a day, `dated` a part of a year, `window` a stretch.
_DATED = (
    rule("date", "month_day OF? COMMA? year", combining.on),
    rule("date", "year COMMA? month_day", combining.year_on),
    rule("date", "day DASH month_name DASH FOUR_DIGITS", combining.day_month_year),
    rule("date", "DATE YEAR?"),
    rule("dated", "part OF? COMMA? in? year", combining.part_in),
    rule("dated", "year COMMA? in? part", combining.year_part),
    rule("dated", "MONTH_OF_YEAR YEAR?", combining.month_of_year),
    rule("dated", "FOUR_DIGITS DASH TWO_DIGITS", combining.year_month),
    rule("dated", "month DASH FOUR_DIGITS", combining.part_in),
    rule("dated", "FOUR_DIGITS DASH label", combining.year_part),
    rule("dated", "label DASH FOUR_DIGITS", combining.part_in),
    rule("dated", "label SLASH FOUR_DIGITS", combining.part_in),
    rule("label", "quarter_label"),
    rule("label", "half_label"),
    rule("window", "stretch OF? COMMA? in? year", combining.part_in),
    rule("window", "year COMMA? in? stretch", combining.year_part),
    rule("window", "dated to dated", combining.parts_in_years),
    rule("window", "FROM dated TO dated", combining.parts_in_years),
    rule("window", "BETWEEN dated AND dated", combining.parts_in_years),
    rule("window", "year part_from SINCE_POST? year part_to UNTIL_POST?", combining.parts_of_years),
    rule("window", "date to date", combining.dates),
    rule("window", "FROM date TO date", combining.dates),
    rule("window", "FROM date UNTIL date", combining.dates),
    rule("window", "BETWEEN date AND date", combining.dates),
    rule("window", "date AND date BETWEEN_POST", combining.dates),
    rule("window", "date_from SINCE_POST? date_to UNTIL_POST?", combining.dates),
    rule("window", "date_from SINCE_POST? date", combining.dates),
    rule("window", "date SINCE_POST date UNTIL_POST", combining.dates),
    rule("window", "month_day to DATE YEAR?", combining.day_to_date),
    rule("window", "FROM month_day TO DATE YEAR?", combining.day_to_date),
    rule("window", "FROM month_day UNTIL DATE YEAR?", combining.day_to_date),
    rule("window", "date to month_day", combining.date_to_day),
    rule("window", "FROM date TO month_day", combining.date_to_day),
    rule("window", "day to DATE YEAR?", combining.number_to_date),
    rule("window", "FROM day TO DATE YEAR?", combining.number_to_date),
)

_DUE_ON_A_DAY = (
    rule("fixed", "BY? date inclusive?", FixedDate),
    rule("fixed", "date_to UNTIL_POST? inclusive?", FixedDate),
    rule("fixed", "date UNTIL_POST inclusive?", FixedDate),
    rule("fixed", "date_from NOT_LATER_POST", FixedDate),
    rule("fixed", "date NOT_LATER_POST", FixedDate),
    rule("fixed", "at_end unit inclusive?", combining.due_at_end),
    rule("fixed", "unit to_end", combining.due_at_end),
    rule("fixed", "BY YEAR_END year", combining.due_at_end),
    rule("fixed", "TERM_END document?", combining.end_of_term),
    rule("fixed", "document TERM_END", combining.end_of_term),
    rule("fixed", "at_end document", combining.end_of_term),
    rule("at_end", "BY THE? END DASH? OF?"),
    rule("to_end", "END_TO UNTIL_POST"),
    rule("to_end", "END_FROM NOT_LATER_POST"),
    rule("unit", "dated"),
    rule("unit", "year"),
)

# `pace` is the months from one due period to the next, `slot` what of each year.
_RECURRING = (
    rule("pace", "EVERY", recurring.pace_every),
    rule("pace", "AT_LEAST EVERY", recurring.pace_every),
    rule("pace", "AT_LEAST? times PERIOD", recurring.pace),
    rule("pace", "times EVERY", recurring.pace),
    rule("pace", "AT_LEAST? PERIOD AT_LEAST? times", recurring.pace_turned),
    rule("pace", "EVERY COMMA? times", recurring.pace_turned),
    rule("pace", "AT_LEAST? times IN count MONTH_WORD", recurring.pace),
    rule("pace", "times? EACH count MONTH_WORD EACH_POST?", recurring.pace_of_months),
    rule("pace", "count MONTH_WORD AT_LEAST? times", recurring.pace_turned),
    rule("pace", "count MONTH_WORD EACH_POST", recurring.pace_every),
    rule("times", "count TIMES"),
    rule("times", "TIMES", lambda: 1),
    rule("times", "TIMES_A_PERIOD"),
    rule("each_year", "pace", recurring.yearly),
    rule("slot", "in? part DURING_POST?"),
    rule("slot", "in? part OF? THE? YEAR"),
    rule("slot", "in? YEAR part"),
    rule("slot", "in? stretch DURING_POST? inclusive?"),
    rule("slot", "BY? month_day inclusive?"),
    rule("slot", "month_day_to UNTIL_POST? inclusive?"),
    rule("slot", "month_day UNTIL_POST inclusive?"),
    rule("slot", "month_day_from NOT_LATER_POST"),
    rule("slot", "at_end part", combining.end_of),
    rule("slot", "part to_end", combining.end_of),
    rule("slot", "at_end THE? YEAR", combining.end_of_year),
    rule("slot", "YEAR to_end", combining.end_of_year),
    rule("rhythm", "pace", recurring.rhythm),
    rule("rhythm", "pace separator? ALL_YEAR", recurring.rhythm),
    rule("rhythm", "ALL_YEAR separator? pace", recurring.rhythm),
    rule("rhythm", "each_year separator? slot", recurring.slot_each_year),
    rule("rhythm", "slot separator? each_year", recurring.each_year_slot),
    rule("rhythm", "EACH month", recurring.every_slot),
    rule("rhythm", "EACH quarter_named", recurring.every_slot),
    rule("rhythm", "BY? EACH month_day", recurring.every_slot),
    rule("rhythm", "at_end EVERY", recurring.at_the_end_of_each),
    rule("rhythm", "EVERY to_end", recurring.at_the_end_of_each),
    rule("limit", "in? year DURING_POST?", combining.one_year),
    rule("limit", "in? years DURING_POST?"),
    rule("limit", "term"),
    rule("limit", "SINCE year", recurring.since_year),
    rule("limit", "SINCE dated", recurring.since_part),
    rule("limit", "FOUR_DIGITS YEAR_FROM SINCE_POST", recurring.since_year),
    rule("recurring", "rhythm"),
    rule("recurring", "rhythm separator? limit", recurring.limited),
    rule("recurring", "limit separator? rhythm", recurring.limit_first),
)

_THROUGHOUT = (
    rule("document", "DOCUMENT"),
    rule("document", "DOCUMENT COMMA? DOCUMENT"),
    rule("term", "TERM document?", recurring.whole_term),
    rule("term", "document TERM", recurring.whole_term),
    rule("term", "COURSE document", recurring.whole_term),
    rule("term", "document COURSE", recurring.whole_term),
    rule("given_years", "in? year DURING_POST?", combining.one_year),
    rule("given_years", "in? years DURING_POST?"),
    rule("whole", "term"),
    rule("whole", "term COMMA? given_years", recurring.whole_term),
    rule("whole", "CONSTANTLY", recurring.whole_term),
    rule("whole", "CONSTANTLY separator? term", recurring.whole_term),
    rule("whole", "term separator? CONSTANTLY", recurring.whole_term),
    rule("whole", "CONSTANTLY separator? given_years", recurring.whole_term),
    rule("whole", "given_years separator? CONSTANTLY", recurring.whole_term),
    rule("need", "NEED", recurring.as_needed),
    rule("need", "NEED separator? NEED", recurring.as_needed),
    rule("need", "NEED AND NEED", recurring.as_needed),
    rule("need", "NEED OR NEED", recurring.as_needed),
    rule("need", "NEED separator? limit", recurring.as_needed),
    rule("need", "limit separator? NEED", recurring.as_needed),
)


def _by_name(*tables: tuple[Rule, ...]) -> dict[str, tuple[Rule, ...]]:
    """Return the rules of all tables, all of one name together."""
    named: dict[str, tuple[Rule, ...]] = {}
    for one in (one for table in tables for one in table):
        named[one.name] = (*named.get(one.name, ()), one)
    return named


GRAMMAR = _by_name(
    _PHRASES,
    _NUMBERS,
    _PARTS,
    _DAYS,
    _DIRECTED,
    _STRETCHES,
    _DATED,
    _DUE_ON_A_DAY,
    _RECURRING,
    _THROUGHOUT,
)
