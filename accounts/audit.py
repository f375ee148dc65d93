"""The audit chain: one entry a write, numbered and chained under the ledger's lock (rules.md §8)."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from accounts.models.audit import AuditEntry, DigestKey, Ledger

if TYPE_CHECKING:
    from collections.abc import Mapping

    from accounts.models.people import User

FIRST_HASH = "0" * 64
WORK = "work"
PEOPLE = "people"


@dataclass(frozen=True)
class Act:
    """Who acts, at which moment, through which door.

    `by` is None for a command. `origin` is page, api, admin or command.
    """

    by: User | None
    at: datetime
    origin: str = "command"
    request_id: str = ""

    @property
    def person(self) -> User:
        """Return the person who acts; only commands have none."""
        if self.by is None:
            message = "this act has no person behind it"
            raise TypeError(message)
        return self.by

    @property
    def home(self) -> int:
        """Return the id of the person's own region, 0 where there is none."""
        return self.person.region_id or 0

    @property
    def today(self) -> date:
        """Return the day on which the act falls in the person's own region (rules.md §3)."""
        region = self.by.region if self.by is not None else None
        return local_day(self.at, region.timezone if region is not None else "UTC")


@dataclass(frozen=True)
class Break:
    """A place where the chain does not hold."""

    seq: int
    why: str


def local_day(at: datetime, timezone: str) -> date:
    """Return the day on which the instant `at` falls in an IANA `timezone`."""
    return at.astimezone(ZoneInfo(timezone)).date()


def digest(target: str, value: str) -> str:
    """Return a keyed digest that stands for a name, an e-mail or a free text in the chain.

    The key belongs to the record `target` and lies outside the chain, so that anonymising the
    record is deleting its key.
    """
    return digests(target, {"value": value})["value"]


def digests(target: str, values: Mapping[str, str]) -> dict[str, str]:
    """Return the digests of several texts of one record, by their names."""
    row, _created = DigestKey.objects.get_or_create(target=target, defaults={"key": secrets.token_hex(32)})
    key = bytes.fromhex(row.key)
    return {
        name: f"digest:{hmac.new(key, value.encode(), hashlib.sha256).hexdigest()}" for name, value in values.items()
    }


def record(  # noqa: PLR0913 -- an entry says all of this
    act: Act,
    *,
    action: str,
    target: str,
    kind: str = WORK,
    region_id: int | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    private_to: int | None = None,
    numbers: int = 0,
) -> int:
    """Write the audit entry of a write, and take `numbers` more numbers behind it.

    Must be the last statement of the transaction, but for the rows that carry those numbers:
    it holds the ledger's lock. Moves the shared change counter, or with `private_to` only that
    region's. Returns the entry's number.
    """
    ledger = Ledger.objects.select_for_update(no_key=True).get(pk=1)
    seq = ledger.seq + 1
    entry = AuditEntry(
        seq=seq,
        at=act.at,
        actor_id=act.by.pk if act.by is not None else None,
        actor_role=act.by.role if act.by is not None else "",
        region_id=region_id,
        kind=kind,
        action=action,
        target=target,
        origin=act.origin,
        before=dict(before) if before is not None else None,
        after=dict(after) if after is not None else None,
        request_id=act.request_id,
        previous=ledger.head,
    )
    entry.hash = hash_of(entry)
    entry.save(force_insert=True)
    ledger.seq = seq + numbers
    ledger.head = entry.hash
    if private_to is None:
        ledger.shared += 1
    else:
        ledger.private[str(private_to)] = ledger.private.get(str(private_to), 0) + 1
    ledger.save(update_fields=["seq", "head", "shared", "private"])
    return seq


def hash_of(entry: AuditEntry) -> str:
    """Return the SHA-256 of an entry's canonical JSON, the hash before it included."""
    content = {
        "seq": entry.seq,
        "at": entry.at.astimezone(UTC).isoformat(),
        "actor": entry.actor_id,
        "role": entry.actor_role,
        "region": entry.region_id,
        "kind": entry.kind,
        "action": entry.action,
        "target": entry.target,
        "origin": entry.origin,
        "before": entry.before,
        "after": entry.after,
        "request_id": entry.request_id,
        "previous": entry.previous,
    }
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def verify_chain(expect: tuple[int, str] | None = None) -> list[Break]:
    """Return every place where the chain does not hold, empty where it does.

    `expect` is a number and hash kept outside (on a protocol): it must still stand there.
    """
    breaks = []
    previous = FIRST_HASH
    last = 0
    for entry in AuditEntry.objects.order_by("seq").iterator(chunk_size=1000):
        if entry.previous != previous:
            breaks.append(Break(entry.seq, "does not follow the entry before it"))
        if entry.hash != hash_of(entry):
            breaks.append(Break(entry.seq, "was changed after it was written"))
        if expect is not None and entry.seq == expect[0] and entry.hash != expect[1]:
            breaks.append(Break(entry.seq, "is not the expected entry"))
        previous, last = entry.hash, entry.seq
    ledger = Ledger.objects.get(pk=1)
    if ledger.head != previous:
        breaks.append(Break(last, "the ledger's head is another entry"))
    if expect is not None and not AuditEntry.objects.filter(seq=expect[0]).exists():
        breaks.append(Break(expect[0], "is missing"))
    return breaks
