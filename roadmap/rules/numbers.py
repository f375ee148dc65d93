"""Numbers of measures and their order (api.md *Lists*: 1.2 before 1.10, 5.1-1 after 5.1)."""

import re

from django.utils.translation import gettext_lazy as _

from roadmap.errors import InvalidInput

PATTERN = re.compile(r"[0-9]{1,4}(\.[0-9]{1,4}){0,3}(-[0-9]{1,4}){0,2}")
PART = re.compile(r"([.-]?)([0-9]+)")
LONGEST_KEY = 29
MARKS = {"": "", "-": "1", ".": "2"}


def number_key(number: str) -> str:
    """Return the text by which measure `number` sorts among the others of its road map.

    The key holds digits only (at most `LONGEST_KEY`), so every collation of every database sorts
    it alike. Each part is padded to four digits; a part after the first is led by a mark, 1 after
    a hyphen and 2 after a point. So an inserted item comes directly after its own item and before
    that item's sub-items: 5.1, 5.1-1, 5.1-2, 5.1-10, 5.1.1, 5.2. Numbers that differ only in
    leading zeros share a key.

    :raises InvalidInput: `number`, `invalid` where it is no such number (ASCII digits only).
    """
    if PATTERN.fullmatch(number) is None:
        raise InvalidInput(
            "number",
            "invalid",
            _("Write the number as 5.1, 5.1.2 or, for an inserted item, 5.1-1."),
        )
    return "".join(MARKS[mark] + digits.zfill(4) for mark, digits in PART.findall(number))
