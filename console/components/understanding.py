"""What was understood of a request: words and what was read from them, obstacles, assumptions."""

from collections.abc import Mapping, Sequence
from html import escape

import streamlit as st

from console import catalog, session
from console.failures import as_text
from console.texts import Words
from console.understood import Naming, Reading, obstacles, pieces, readings, value_text
from core.schemas.plans import Assumption, PlanAnswer, PlanMode

_UNKEPT = "unkept"
"""What was said all right, and cannot be kept here."""


def draw(answers: Mapping[PlanMode, PlanAnswer], text: str) -> None:
    """Draw what stands before both plans, for both were asked the same."""
    _draw_obstacles(answers)
    answer = answers.get(PlanMode.DEEP) or next(iter(answers.values()))
    found = readings(answer.understood, text)
    if not found and not answer.assumptions:
        return
    say = session.words()
    call = naming(say)
    with st.expander(say("understood.title"), expanded=True):
        if found:
            st.html(words_html(text, found, say))
            st.html(readings_html(found, say, call))
        unkept = [each for each in answer.assumptions if each.field == _UNKEPT]
        assumed = [each for each in answer.assumptions if each.field != _UNKEPT]
        _draw_told("understood.unkept", unkept)
        _draw_told("understood.assumed", assumed)
        if assumed:
            st.caption(say("understood.change"))


def words_html(text: str, found: Sequence[Reading], say: Words) -> str:
    """Return the visitor's words with what was read from them marked."""
    marked = "".join(
        f'<mark title="{escape(_fields(piece.fields, say))}">{escape(piece.text)}</mark>'
        if piece.fields
        else escape(piece.text)
        for piece in pieces(text, found)
    )
    return f'<p class="tw-words">{marked}</p>'


def readings_html(found: Sequence[Reading], say: Words, call: Naming) -> str:
    """Return a table: the words, the field they fill, and its value."""
    heads = "".join(
        f"<th>{escape(say(f'understood.{name}'))}</th>" for name in ("words", "field", "value")
    )
    rows = "".join(
        f"<tr><td>“{escape(each.words)}”</td><td>{escape(_fields((each.field,), say))}</td>"
        f"<td>{escape(value_text(each.value, call))}</td></tr>"
        for each in found
    )
    return f'<table class="tw-read"><tr>{heads}</tr>{rows}</table>'


def naming(say: Words) -> Naming:
    """Return what words of the wire are called on this page: cities, interests, and the rest."""
    names = catalog.city_names() | catalog.labels()

    def call(word: str) -> str:
        return names.get(word) or say.known(f"word.{word}", word)

    return call


def _draw_obstacles(answers: Mapping[PlanMode, PlanAnswer]) -> None:
    say = session.words()
    told = obstacles({mode.value: answer for mode, answer in answers.items()})
    if not told:
        return
    lines = [f"**{say('obstacle.title')}**", ""]
    for each in told:
        only = ""
        if len(each.modes) < len(answers):
            only = say("obstacle.only", mode=say(f"mode.{each.modes[0]}"))
        lines.append(f"- {as_text(each.obstacle.message)}{only}")
    lines += ["", say("obstacle.nearest")]
    st.warning("\n".join(lines))


def _fields(names: Sequence[str], say: Words) -> str:
    return ", ".join(say.known(f"field.{name}", name) for name in names)


def _draw_told(title: str, told: Sequence[Assumption]) -> None:
    if told:
        st.markdown(f"**{session.words()(title)}**")
        st.markdown("\n".join(f"- {as_text(each.message)}" for each in told))
