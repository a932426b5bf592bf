"""Every record type refuses what it must, and nothing in it can be changed."""

import types
import typing

import pytest
import toy
from pydantic import BaseModel, ValidationError

from coley import model
from coley._tables import RECORD_TYPES
from coley.model._base import Record


def all_models(base=Record):
    for sub in base.__subclasses__():
        yield sub
        yield from all_models(sub)


MODELS = sorted(set(all_models()), key=lambda m: m.__name__)


def parts(annotation):
    yield annotation
    for argument in typing.get_args(annotation):
        yield from parts(argument)


@pytest.mark.parametrize("record", MODELS, ids=lambda m: m.__name__)
def test_holds_no_mutable_container(record):
    record.model_rebuild()
    for name, field in record.model_fields.items():
        for part in parts(field.annotation):
            origin = typing.get_origin(part) or part
            assert origin not in {list, dict, set, bytearray}, f"{record.__name__}.{name}"


@pytest.mark.parametrize("record", MODELS, ids=lambda m: m.__name__)
def test_is_frozen_and_closed(record):
    assert record.model_config["frozen"] is True
    assert record.model_config["extra"] == "forbid"


@pytest.mark.parametrize("record", MODELS, ids=lambda m: m.__name__)
def test_is_documented(record):
    assert record.__doc__


@pytest.mark.parametrize("name", [n for n in toy.RECORDS if n != "dataset.json"])
def test_records_are_hashable_and_immutable(name):
    record = RECORD_TYPES[name.split("/")[0]].model_validate(toy.RECORDS[name])
    assert isinstance(hash(record), int)
    with pytest.raises(ValidationError):
        record.id = "other"


@pytest.mark.parametrize("name", [n for n in toy.RECORDS if n != "dataset.json"])
def test_every_required_field_is_required(name):
    record_type = RECORD_TYPES[name.split("/")[0]]
    for field, info in record_type.model_fields.items():
        broken = toy.records()[name]
        broken.pop(field, None)
        if info.is_required():
            with pytest.raises(ValidationError, match=field):
                record_type.model_validate(broken)
        else:
            record_type.model_validate(broken)


def test_every_public_model_is_exported():
    public = {name for name in model.__all__ if name != "Criteria"}
    for name in public:
        found = getattr(model, name)
        assert isinstance(found, type), name
        assert issubclass(found, BaseModel), name
    assert not isinstance(model.Criteria, types.ModuleType)
