"""JSON Schemas of the record files, with the field docstrings as descriptions."""

from __future__ import annotations

import ast
import inspect
import json
import textwrap
from functools import cache
from typing import Any

from pydantic import BaseModel

from coley import model
from coley._tables import RECORD_TYPES
from coley.model._base import Record

__all__ = ["schemas"]


def schemas() -> dict[str, str]:
    """The text of every schema file by its name.

    >>> sorted(schemas())[:2]
    ['adverse_events.schema.json', 'biomarkers.schema.json']
    """
    found = {"dataset": model.Manifest, **RECORD_TYPES}
    return {f"{name}.schema.json": _schema(name, record) for name, record in found.items()}


def _schema(name: str, record: type[BaseModel]) -> str:
    schema = record.model_json_schema()
    for title, part in {record.__name__: schema, **schema.get("$defs", {})}.items():
        for field, description in _described(title).items():
            if field in part.get("properties", {}):
                part["properties"][field]["description"] = description
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"coley/{name}.schema.json",
    }
    return json.dumps({**head, **schema}, ensure_ascii=False, indent=2) + "\n"


@cache
def _models() -> dict[str, type[BaseModel]]:
    found: dict[str, type[BaseModel]] = {}
    waiting: list[type[BaseModel]] = [Record]
    while waiting:
        current = waiting.pop()
        found[current.__name__] = current
        waiting += current.__subclasses__()
    return found


def _described(name: str) -> dict[str, str]:
    """Field docstrings of a model and of its bases, nearest last."""
    record = _models().get(name)
    if record is None:
        return {}
    found: dict[str, str] = {}
    for base in reversed(record.__mro__):
        if issubclass(base, BaseModel) and base.__module__.startswith("coley."):
            found.update(_docstrings(base))
    return found


@cache
def _docstrings(record: type[BaseModel]) -> dict[str, str]:
    (tree,) = ast.parse(textwrap.dedent(inspect.getsource(record))).body
    found: dict[str, str] = {}
    last: str | None = None
    body: list[Any] = getattr(tree, "body", [])
    for node in body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            last = node.target.id
        else:
            value = getattr(node, "value", None)
            if last and isinstance(value, ast.Constant) and isinstance(value.value, str):
                found[last] = " ".join(value.value.split())
            last = None
    return found
