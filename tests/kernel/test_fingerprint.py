"""What makes two requests one."""

import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.kernel.fingerprint import payload_hash

payloads = st.dictionaries(
    st.text(max_size=5),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
        max_leaves=8,
    ),
)


@given(payloads)
def test_the_order_of_keys_does_not_make_another_request(payload: dict[str, Any]) -> None:
    turned = dict(reversed(payload.items()))

    assert payload_hash("plan", payload) == payload_hash("plan", turned)


def test_the_unicode_composition_does_not_make_another_request() -> None:
    composed, decomposed = (unicodedata.normalize(form, "Zürich") for form in ("NFC", "NFD"))

    assert payload_hash("plan", {"city": composed}) == payload_hash("plan", {"city": decomposed})


@pytest.mark.parametrize(
    "other", [{"days": 3, "city": "xian"}, {"days": "2", "city": "xian"}, {"days": 2}]
)
def test_another_value_type_or_field_makes_another_request(other: dict[str, Any]) -> None:
    assert payload_hash("plan", other) != payload_hash("plan", {"days": 2, "city": "xian"})


def test_the_kind_belongs_to_the_fingerprint() -> None:
    assert payload_hash("plan", {}) != payload_hash("report", {})
