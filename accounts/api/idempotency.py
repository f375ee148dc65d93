"""A POST that is sent again gets its first answer again (api.md *Writing*; hardening L5, G9).

The answer is kept in the transaction of the write itself: neither can be there without the other,
also where the process dies between them.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import orjson
from django.core.files.uploadedfile import UploadedFile
from django.db import OperationalError, transaction
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.refusals import Conflict, KeyReused
from accounts.api.renderers import to_json
from accounts.errors import InvalidInput, is_lost
from accounts.models import KeptAnswer, User

KEY = re.compile(r"[\x21-\x7e]{1,255}")
KEPT_FOR = timedelta(hours=24)
SWEPT_AT_ONCE = 100
NOT_YET = 0
KEPT_HEADERS = ("ETag", "Location")


def key_of(request: Request) -> str | None:
    """Return the request's `Idempotency-Key`, or None where it has none.

    :raises InvalidInput: for one that is empty, longer than 255 or not plain ASCII without blanks.
    """
    key = request.META.get("HTTP_IDEMPOTENCY_KEY")
    if key is None:
        return None
    if KEY.fullmatch(key) is None:
        message = _("A key has 1 to 255 characters, ASCII without blanks.")
        raise InvalidInput("Idempotency-Key", "invalid", message)
    return str(key)


def fingerprint_of(request: Request) -> str:
    """Return the digest of what was asked: method, path, fields, and the hashes of files."""
    digest = hashlib.sha256(f"{request.method} {request.path}\n".encode())
    data = request.data
    fields = dict(data.lists()) if isinstance(data, MultiValueDict) else dict(data)
    plain = {name: value for name, value in fields.items() if not _is_file(value)}
    digest.update(orjson.dumps(plain, option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS))
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            digest.update(f"\n{name} {_hash_of_file(file)}".encode())
    return digest.hexdigest()


@dataclass(frozen=True)
class Asked:
    """Who sent which key with which request, and when.

    `fingerprint` is None for a body that cannot be read: it equals nothing that was kept.
    """

    user: User
    key: str
    fingerprint: str | None
    at: datetime


def answer_once(asked: Asked, make: Callable[[], HttpResponseBase], *, is_secret: bool) -> HttpResponseBase:
    """Return what `make` answers, or what it answered the first time this person sent this key.

    Of two requests at the same moment one is carried out; the other waits for it.

    :raises KeyReused: where the key came with another request.
    :raises Conflict: `secret_already_shown`; `idempotency_in_progress` where waiting takes too long.
    """
    sweep(asked.at)
    with transaction.atomic():
        kept = _reserve(asked)
        if kept.status != NOT_YET:
            return _again(kept, asked.fingerprint)
        answer = make()
        if not 200 <= answer.status_code < 300:  # noqa: PLR2004 -- only what succeeded is kept
            transaction.set_rollback(True)
            return answer
        _keep(kept, answer, is_secret=is_secret)
        return answer


def sweep(at: datetime) -> None:
    """Delete some answers that were kept long enough, passing over those that others hold."""
    with transaction.atomic():
        old = KeptAnswer.objects.filter(created_at__lt=at - KEPT_FOR).select_for_update(no_key=True, skip_locked=True)
        ids = list(old.values_list("pk", flat=True)[:SWEPT_AT_ONCE])
        if ids:
            KeptAnswer.objects.filter(pk__in=ids).delete()


def _reserve(asked: Asked) -> KeptAnswer:
    """Return this key's row: a new one, or the one that somebody committed; wait for who is at it."""
    mine = KeptAnswer(
        user=asked.user, key=asked.key, fingerprint=asked.fingerprint or "", status=NOT_YET, created_at=asked.at
    )
    same = KeptAnswer.objects.filter(user=asked.user, key=asked.key)
    try:
        same.filter(created_at__lt=asked.at - KEPT_FOR).delete()
        KeptAnswer.objects.bulk_create([mine], ignore_conflicts=True)
        return same.select_for_update(no_key=True).get()
    except OperationalError as busy:
        if is_lost(busy):
            raise
        message = _("The same request is being carried out at this moment. Repeat it in a few seconds.")
        raise Conflict(str(message), "idempotency_in_progress") from busy


def _again(kept: KeptAnswer, fingerprint: str | None) -> HttpResponse:
    if kept.fingerprint != fingerprint:
        raise KeyReused
    if kept.is_secret:
        message = _("The answer to this request held a secret, which is shown once.")
        raise Conflict(str(message), "secret_already_shown")
    answer = HttpResponse(bytes(kept.body), status=kept.status, headers=kept.headers)
    answer["Idempotent-Replayed"] = "true"
    return answer


def _keep(kept: KeptAnswer, answer: HttpResponseBase, *, is_secret: bool) -> None:
    kept.status = answer.status_code
    kept.is_secret = is_secret
    if not is_secret:
        kept.headers = {name: answer[name] for name in KEPT_HEADERS if name in answer}
        data = answer.data if isinstance(answer, Response) else None
        kept.body = b"" if data is None else to_json(data)
        kept.headers["Content-Type"] = "application/json"
    kept.save(update_fields=["status", "is_secret", "headers", "body"])


def _is_file(value: object) -> bool:
    return isinstance(value, UploadedFile) or (isinstance(value, list) and any(map(_is_file, value)))


def _hash_of_file(file: UploadedFile[bytes]) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()
