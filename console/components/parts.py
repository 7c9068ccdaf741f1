"""The parts of a page, one of which is looked at."""

from collections.abc import Callable, Sequence

import streamlit as st


def choose_part(key: str, parts: Sequence[str], label: str, name_of: Callable[[str], str]) -> str:
    """Draw the choice of a part; the address keeps it under `key`, in words no language changes."""
    asked = st.query_params.get(key, parts[0])
    part = st.segmented_control(
        label,
        parts,
        default=asked if asked in parts else parts[0],
        required=True,
        format_func=name_of,
        key=key,
        label_visibility="collapsed",
    )
    st.query_params[key] = part
    return part
