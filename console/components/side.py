"""The results of two modes side by side, or below each other where there is no room."""

from collections.abc import Callable, Mapping
from typing import TypeVar

import streamlit as st

from core.schemas.plans import PlanMode

ItemT = TypeVar("ItemT")
_COLUMN_PX = 380


def side_by_side(
    items: Mapping[PlanMode, ItemT], draw_one: Callable[[PlanMode, ItemT], None]
) -> None:
    """Draw each of the items in a column of its own."""
    grid = st.grid(2, min_column_width=_COLUMN_PX, gap="medium")
    for mode, item in items.items():
        with grid.cell():
            draw_one(mode, item)
