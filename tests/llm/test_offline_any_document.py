"""Whatever is written, the built-in model reads it in time, and quotes only what stands there."""

import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.documents.chunks import CHUNK_CHARS, Chunk
from core.documents.domain import DocumentFormat, DocumentText
from core.documents.findings import read_findings
from core.documents.grounding import Ground
from core.documents.quotes import QuoteFinder
from core.llm.providers.offline.documents.analysing import analyse_document
from core.schemas.documents import DocumentProfile
from tests.support.papers import BOOKINGS_EN, BOOKINGS_ZH, TENDER_EN, TENDER_ZH, WORK_EN, WORK_ZH

_PIECES = [
    "Flight", " MU5101", "Hotel:", "check-in", "退房", "2027-03-05", "3月5日", "三月十二日",
    "March 5", "31/31/2027", "99:99", "下午3点半", "24:00", "EUR ", "1.234,50", "人民币", "2万元",
    "9999999999999999", "must ", "不得", "should ", "deadline", "40 points", "30分", "50%",
    "| a | 3 |", "|", "---", "# ", "1.2.3 ", "一、", "（二）", "第三章 ", "- ", "3-5 days",
    "2/3/5 人天", "16h", "Total", "合计", "确认号：", "AB12CD", "\n", "\n\n", "  ", "\t", "。",
    ". ", "；", "：", "booking reference", "地址：", "0", "٣", "²",
]  # fmt: skip
_WORDS = st.one_of(st.sampled_from(_PIECES), st.text(max_size=5))
_TEXTS = st.lists(_WORDS, max_size=40).map("".join)
_REPEATED = [
    "1", "1,", "a ", "|", " ", "\n- ", "元", "2027-03-05 ", "must ", "1.1", "第", "9 ", "A1-", "3/",
]  # fmt: skip


def asked(text: str, profile: DocumentProfile, language: str = "en") -> dict[str, Any]:
    """Return the answer of the built-in model."""
    return analyse_document(
        {
            "profile": profile.value,
            "language": language,
            "today": "2026-11-21",
            "before": "",
            "text": text,
        }
    )


def ground_of(text: str) -> Ground:
    """Return a document of one part to hold findings against."""
    document = DocumentText(text, DocumentFormat.TEXT)
    return Ground(document, QuoteFinder(text), Chunk(0, len(text), text, ""))


@settings(max_examples=300, database=None, derandomize=True)
@given(_TEXTS, st.sampled_from(DocumentProfile))
def test_no_words_break_the_reading(text: str, profile: DocumentProfile) -> None:
    summary, findings = read_findings(profile, asked(text, profile), ground_of(text))

    assert summary
    for items in findings.values():
        for item in items:
            assert text[item.quote.start : item.quote.end] == item.quote.text


@pytest.mark.parametrize(
    ("text", "profile"),
    [
        (BOOKINGS_EN, DocumentProfile.BOOKING),
        (BOOKINGS_ZH, DocumentProfile.BOOKING),
        (TENDER_EN, DocumentProfile.TENDER),
        (TENDER_ZH, DocumentProfile.TENDER),
        (WORK_EN, DocumentProfile.WORKLOAD),
        (WORK_ZH, DocumentProfile.WORKLOAD),
    ],
)
def test_of_what_it_finds_in_documents_as_people_write_them_nothing_is_dropped(
    text: str, profile: DocumentProfile
) -> None:
    ground = ground_of(text)

    read_findings(profile, asked(text, profile), ground)

    assert (ground.dropped_items, ground.dropped_fields, ground.violations) == (0, 0, [])


@pytest.mark.parametrize("profile", DocumentProfile)
@pytest.mark.parametrize("piece", _REPEATED)
def test_no_text_takes_it_long(piece: str, profile: DocumentProfile) -> None:
    text = (piece * CHUNK_CHARS)[:CHUNK_CHARS]
    began = time.process_time()

    asked(text, profile)

    assert time.process_time() - began < 5
