"""The hash of what a report says (rules.md §6: the report's content hash)."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def content_hash(content: Mapping[str, Any], evidence: Sequence[tuple[str, str, str]]) -> str:
    """Return the SHA-256, in hexadecimal, of a report's content and its evidence.

    `evidence` holds (name, sha256, link) of each piece; days are written YYYY-MM-DD.
    """
    document = {
        "content": {
            name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in content.items()
        },
        "evidence": [list(piece) for piece in evidence],
    }
    canonical = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
