"""Errors of ours, carried from one process to another."""

import pickle

import pytest

from core.kernel.errors import AppError, InvalidRequestError, ModelError, error_classes
from core.kernel.frames import packed_error, unpacked


@pytest.mark.parametrize("kind", error_classes())
def test_every_kind_arrives_as_what_it_was(kind: type[AppError]) -> None:
    error = kind.__new__(kind, "it went wrong")
    AppError.__init__(error, "it went wrong", data={"much": 1}, retry_after_s=3)

    found = pickle.loads(pickle.dumps(error))

    assert type(found) is kind
    assert (str(found), found.__dict__) == (str(error), error.__dict__)
    assert found.detail == "it went wrong"


def test_what_its_maker_asked_for_is_still_known() -> None:
    of_a_model = unpacked(packed_error(ModelError("too late", error_type="timeout")))
    of_a_field = unpacked(packed_error(InvalidRequestError.of("city", "is unknown")))

    assert (of_a_model.error_type, of_a_model.status) == ("timeout", 504)
    assert of_a_field.errors == [
        {"loc": ["body", "city"], "type": "value_error", "msg": "is unknown"}
    ]
