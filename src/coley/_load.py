"""Reading a dataset: the only module that knows where the files are."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from pydantic import BaseModel, ValidationError

from coley._tables import RECORD_TYPES, Tables
from coley.dataset import Dataset
from coley.errors import ArgumentError, DatasetError, Problem
from coley.integrity import check_integrity
from coley.model import Manifest
from coley.vocab import NameKind

if TYPE_CHECKING:
    from importlib_resources.abc import Traversable

__all__ = ["load", "read_overlay"]

_lock = threading.Lock()
_shipped: Dataset | None = None


def load(path: str | os.PathLike[str] | None = None) -> Dataset:
    """Load the dataset that ships with coley, or any other one in the same layout.

    The shipped dataset is shared within a process, immutable, and safe to use from several
    threads. Its records are parsed when they are first asked for: that they fit together was
    checked when coley was built. Another path is a folder that holds ``dataset.json``, or a zip
    file or wheel of coley; it is read anew at each call, whole, and checked.

    Raises:
        DatasetError: if any file is not as it must be. It names the file and the JSON pointer of
            every problem, and nothing is loaded.
        ArgumentError: if *path* is not a path.

    >>> import coley
    >>> ds = coley.load()
    >>> ds.therapies["avelumab"].name
    'avelumab'
    >>> coley.load() is ds
    True

    """
    global _shipped  # noqa: PLW0603  (the one process-wide cache)
    if path is not None:
        return _read(_root(path))
    if _shipped is None:
        from importlib_resources import files  # noqa: PLC0415  (another path does without)

        with _lock:
            if _shipped is None:
                _shipped = _open(files("coley") / "data")
    return _shipped


def read_overlay(dataset: Dataset, path: str | os.PathLike[str]) -> Dataset:
    """Lay the records of a folder over a dataset: new ids are added, known ids replaced."""
    root = _root(path, manifest=False)
    over, problems = _read_tables(root)
    whole = dataset.whole
    merged = {table: {**whole.tables.records(table), **over[table]} for table in RECORD_TYPES}
    tables = Tables(**merged)
    problems = problems or check_integrity(tables)
    if problems:
        raise DatasetError(tuple(sorted(problems)))
    laid = Dataset(tables, dataset.manifest)
    return laid if dataset.day is None else laid.as_of(dataset.day)


def _root(path: str | os.PathLike[str], *, manifest: bool = True) -> Traversable:
    fits = (
        isinstance(path, str | os.PathLike) and os.fsdecode(path) and "\0" not in os.fsdecode(path)
    )
    if not fits:
        raise ArgumentError("path", path, "a path of a folder or zip file")
    import zipfile  # noqa: PLC0415  (the shipped dataset does without)

    try:
        here = Path(os.fsdecode(path))
        is_zip = here.is_file() and zipfile.is_zipfile(here)
        is_dir = here.is_dir()
    except (OSError, ValueError) as error:  # too long a name, a lone surrogate
        raise DatasetError((Problem(str(path)[:200], "", f"cannot be opened: {error}"),)) from None
    if is_zip:
        archive = cast("Traversable", zipfile.Path(here))
        inner = archive / "coley" / "data"
        return inner if inner.is_dir() else archive
    if not is_dir:
        raise DatasetError((Problem(str(here), "", "is no folder and no zip file"),))
    if manifest and not (here / "dataset.json").is_file():
        hint = "give the folder that holds dataset.json; for records alone use ds.overlay(path)"
        raise DatasetError((Problem(str(here), "", "holds no dataset.json", hint),))
    return cast("Traversable", here)


class _HeadName(BaseModel):
    """A name of a record, without its citations."""

    text: str
    kind: NameKind
    region: str | None = None
    ambiguous: bool = False


class _Head(BaseModel):
    """What the index of names needs of a therapy or partner; the rest is passed over."""

    id: str
    name: str
    names: tuple[_HeadName, ...] = ()


class _LazyTable(Mapping[str, Any]):
    """The records of one folder by id, each parsed when it is first asked for."""

    def __init__(self, folder: Traversable, model: type[BaseModel]) -> None:
        self._folder = folder
        self._model = model
        self._parsed: dict[str, BaseModel] = {}

    @cached_property
    def _files(self) -> dict[str, Traversable]:
        return {entry.name.removesuffix(".json"): entry for entry in _json_files(self._folder)}

    def __getitem__(self, id: str) -> Any:  # noqa: A002, ANN401  (the model of the folder)
        found = self._parsed.get(id)
        if found is None:
            entry = self._files[id]
            name = f"{self._folder.name}/{entry.name}"
            try:
                parsed = self._model.model_validate_json(entry.read_bytes(), strict=True)
            except ValidationError as error:
                raise DatasetError((Problem(name, "", f"is damaged: {error}"),)) from None
            found = self._parsed.setdefault(id, parsed)  # threads must agree on one object
        return found

    def heads(self) -> Iterator[_Head]:
        """The names in every record, without the rest of it: many times as quick to read.

        In the one spelling of a file the names come before everything else that is long, and only
        a list of the record itself ends with a bracket so far to the left.
        """
        for entry in self._files.values():
            text = entry.read_bytes()
            names = max(text.find(b'\n  "names": ['), 0)
            end = text.find(b"\n  ]", names)
            yield _Head.model_validate_json(text if end < 0 else text[: end + 4] + b"}")

    def __contains__(self, id: object) -> bool:  # noqa: A002
        return id in self._files

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)

    def __reduce__(self) -> tuple[type[dict[str, Any]], tuple[dict[str, Any]]]:
        return dict, (dict(self.items()),)


def _open(root: Traversable) -> Dataset:
    """Open a dataset that is known to be sound, without reading its records."""
    tables = {name: _LazyTable(root / name, model) for name, model in RECORD_TYPES.items()}
    problems: list[Problem] = []
    manifest = _parse(root / "dataset.json", "dataset.json", Manifest, problems)
    if not isinstance(manifest, Manifest):
        raise DatasetError(tuple(problems))
    return Dataset(Tables(**tables), manifest)


def _read(root: Traversable) -> Dataset:
    records, problems = _read_tables(root)
    manifest: Manifest | None = None
    manifest_file = root / "dataset.json"
    if manifest_file.is_file():
        parsed = _parse(manifest_file, "dataset.json", Manifest, problems)
        manifest = parsed if isinstance(parsed, Manifest) else None
    else:
        problems.append(Problem("dataset.json", "", "is missing"))
    if not problems:
        tables = Tables(**records)
        problems = check_integrity(tables)
        if not problems and manifest is not None:
            return Dataset(tables, manifest)
    raise DatasetError(tuple(sorted(problems)))


def _read_tables(root: Traversable) -> tuple[dict[str, dict[str, Any]], list[Problem]]:
    """Every record by table and id, and everything wrong on the way."""
    problems: list[Problem] = []
    tables: dict[str, dict[str, Any]] = {table: {} for table in RECORD_TYPES}
    for folder in sorted(root.iterdir(), key=lambda entry: entry.name):
        if not folder.is_dir() or folder.name.startswith((".", "__")):
            continue
        if folder.name not in tables:
            hint = f"use one of: {', '.join(tables)}"
            problems.append(Problem(folder.name, "", "is not a table of a dataset", hint))
            continue
        for entry in _json_files(folder):
            name = f"{folder.name}/{entry.name}"
            record = _parse(entry, name, RECORD_TYPES[folder.name], problems)
            if record is None:
                continue
            record_id: str = record.id  # type: ignore[attr-defined]  # every record has one
            if f"{record_id}.json" != entry.name:
                hint = f"name the file {record_id}.json"
                problems.append(Problem(name, "/id", f"is {record_id!r}", hint))
            elif "." in record_id:
                problems.append(Problem(name, "/id", "a record's id has no dot"))
            tables[folder.name][record_id] = record
    return tables, problems


def _json_files(folder: Traversable) -> Iterator[Traversable]:
    if not folder.is_dir():  # a table without records needs no folder
        return
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.name.endswith(".json") and not entry.name.startswith("."):
            yield entry


def _parse(
    entry: Traversable, name: str, model: type[BaseModel], problems: list[Problem]
) -> BaseModel | None:
    """Read one file into its model; what is wrong with it goes to *problems*."""
    try:
        text = entry.read_bytes().decode("utf-8")
        plain = json.loads(text, object_pairs_hook=_without_duplicates(name, problems))
    except UnicodeDecodeError as error:
        problems.append(Problem(name, "", f"is not UTF-8: byte {error.start}"))
        return None
    except (json.JSONDecodeError, RecursionError) as error:
        problems.append(Problem(name, "", f"is not JSON: {error}"))
        return None
    try:
        return model.model_validate_json(text, strict=True)
    except ValidationError as error:
        problems += [
            Problem(name, _pointer(plain, found["loc"]), found["msg"].removeprefix("Value error, "))
            for found in error.errors(include_url=False, include_context=False, include_input=False)
        ]
        return None


def _without_duplicates(
    name: str, problems: list[Problem]
) -> Callable[[list[tuple[str, Any]]], dict[str, Any]]:
    def build(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            keys = [key for key, _ in pairs]
            twice = sorted({key for key in keys if keys.count(key) > 1})
            problems.append(Problem(name, "", f"duplicate keys {twice} in one object", "keep one"))
        return found

    return build


def _pointer(plain: Any, location: tuple[int | str, ...]) -> str:  # noqa: ANN401  (parsed JSON)
    """The JSON pointer of an error; pydantic also names union members, which are no path."""
    pointer = ""
    here = plain
    tag_passed = False
    for i, part in enumerate(location):
        last = i == len(location) - 1
        if isinstance(here, dict):
            if not tag_passed and part in {here.get("kind"), here.get("type")}:
                tag_passed = True
                continue
            if part not in here and not (last and isinstance(part, str)):
                continue
            here = here.get(part)
        elif isinstance(here, list) and isinstance(part, int) and part < len(here):
            here = here[part]
        else:
            continue
        tag_passed = False
        pointer += "/" + str(part).replace("~", "~0").replace("/", "~1")
    return pointer
