"""The official wording of a deadline in, dated occurrences out (rules.md §2).

A new spelling is a line in `kazakh.py`, `russian.py` or `english.py`; a new order of words is a line
in `grammar.py`.
"""

from roadmap.rules.deadlines.occurrences import Deadline, Span
from roadmap.rules.deadlines.reading import read_deadline

__all__ = ["Deadline", "Span", "read_deadline"]
