"""The published contract is that of the application, and it keeps its own rules."""

import json
from pathlib import Path
from typing import Any

import pytest

from api.openapi import contract
from core.exports.formats import MEDIA_TYPES
from tests.support.settings import make_settings

_PUBLISHED = Path(__file__).parents[2] / "docs" / "openapi.json"
_DOCUMENT: dict[str, Any] = json.loads(_PUBLISHED.read_text(encoding="utf-8"))
_FILES = {media_type.partition(";")[0] for media_type in MEDIA_TYPES.values()}
_NOT_JSON = _FILES | {
    "text/event-stream",
    "application/x-ndjson",
    "application/octet-stream",
    "text/plain; charset=utf-8",
}
_OPERATIONS = [
    pytest.param(operation, id=f"{method.upper()} {path}")
    for path, operations in _DOCUMENT["paths"].items()
    for method, operation in operations.items()
]


def test_the_published_contract_is_that_of_the_application() -> None:
    assert _PUBLISHED.read_text(encoding="utf-8") == contract(make_settings()), (
        "The API changed: run `make openapi` and read the difference."
    )


def test_the_contract_is_the_same_in_production() -> None:
    published = _PUBLISHED.read_text(encoding="utf-8")

    assert contract(make_settings(environment="production")) == published


def test_there_is_one_shape_of_failure() -> None:
    assert "Problem" in _DOCUMENT["components"]["schemas"]
    assert "HTTPValidationError" not in _DOCUMENT["components"]["schemas"]


def test_operations_have_names_of_their_own() -> None:
    names = [
        operation["operationId"]
        for operations in _DOCUMENT["paths"].values()
        for operation in operations.values()
    ]

    assert len(names) == len(set(names))


def test_every_tag_is_explained() -> None:
    used = {
        tag
        for operations in _DOCUMENT["paths"].values()
        for operation in operations.values()
        for tag in operation["tags"]
    }

    assert used == {tag["name"] for tag in _DOCUMENT["tags"]}


@pytest.mark.parametrize("operation", _OPERATIONS)
def test_an_operation_says_what_it_does_and_under_which_tag(operation: dict[str, Any]) -> None:
    assert operation["description"]
    assert operation["tags"]


@pytest.mark.parametrize("operation", _OPERATIONS)
def test_a_success_is_an_envelope_a_stream_a_file_or_empty(operation: dict[str, Any]) -> None:
    contents = [
        content
        for status, answer in operation["responses"].items()
        if status.startswith("2")
        for content in answer.get("content", {}).items()
    ]

    assert all(
        media_type in _NOT_JSON
        or schema["schema"].get("$ref", "").startswith("#/components/schemas/Envelope_")
        for media_type, schema in contents
    )


@pytest.mark.parametrize("operation", _OPERATIONS)
def test_an_operation_declares_how_it_can_fail(operation: dict[str, Any]) -> None:
    takes_body = "requestBody" in operation
    takes_input = takes_body or "parameters" in operation
    expected = {"500", "503"}
    expected |= {"401"} if "security" in operation else set()
    expected |= {"422"} if takes_input else set()
    expected |= {"400", "413", "415"} if takes_body else set()

    assert expected <= operation["responses"].keys()
