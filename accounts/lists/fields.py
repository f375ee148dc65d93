"""Some parts of each row, with their nesting (`fields=code,name.ru`), and rows laid flat for tables (api.md)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.errors import InvalidInput

# A name and its inner names; None for a part that is shown whole or not at all.
Tree = Mapping[str, "Tree | None"]
Row = Mapping[str, Any]


def tree_of(paths: Iterable[str], known: Tree) -> dict[str, Any]:
    """Return dotted names as a tree, in the order of `known`.

    :raises InvalidInput: on `fields`, for a name that rows do not have.
    """
    chosen = set(paths)
    for path in chosen:
        if not _is_known(path.split("."), known):
            raise InvalidInput("fields", "unknown_field", _("There is no field %(path)s.") % {"path": path})
    return _chosen(known, chosen, "")


def picked(row: Row, tree: Tree) -> dict[str, Any]:
    """Return the parts of a row that a tree names; of a list, those parts of each of its rows."""
    found = {}
    for name, inner in tree.items():
        value = row[name]
        if inner is not None and isinstance(value, Mapping):
            value = picked(value, inner)
        elif inner is not None and isinstance(value, list):
            value = [picked(one, inner) for one in value]
        found[name] = value
    return found


def leaves_of(tree: Tree, before: str = "") -> list[str]:
    """Return the dotted names of a tree's ends, in its order: the columns of a table."""
    paths: list[str] = []
    for name, inner in tree.items():
        path = f"{before}{name}"
        paths += [path] if inner is None else leaves_of(inner, f"{path}.")
    return paths


def flat(row: Row, paths: Sequence[Sequence[str]]) -> list[Any]:
    """Return the values at split dotted names; None where a part above is None."""
    values = []
    for path in paths:
        value: Any = row
        for name in path:
            value = value[name] if value is not None else None
        values.append(value)
    return values


def _is_known(names: Sequence[str], known: Tree | None) -> bool:
    for name in names:
        if known is None or name not in known:
            return False
        known = known[name]
    return True


def _chosen(known: Tree, chosen: set[str], before: str) -> dict[str, Any]:
    tree: dict[str, Any] = {}
    for name, inner in known.items():
        path = f"{before}{name}"
        if path in chosen:
            tree[name] = inner
        elif inner is not None and any(one.startswith(f"{path}.") for one in chosen):
            tree[name] = _chosen(inner, chosen, f"{path}.")
    return tree
