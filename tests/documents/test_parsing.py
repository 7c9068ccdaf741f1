"""Documents of all four kinds become text in which everything has a place."""

import pytest

from core.documents.domain import MAX_CHARS, DocumentFormat, DocumentText, Location
from core.documents.parsing import parse_document
from tests.support.documents import a_docx, a_pdf, a_raw_docx, an_encrypted_pdf


def place_of(document: DocumentText, words: str) -> Location:
    """Return where these words stand, which occur once."""
    assert document.text.count(words) == 1
    return document.locate(document.text.index(words))


async def test_a_pdf_is_read_page_by_page_and_says_on_which_page_and_line_a_word_stands() -> None:
    document = await parse_document(a_pdf("Hotel Astoria\nRoom 12", "Flight MU5101\nSeat 4A"))

    assert document.format is DocumentFormat.PDF
    assert place_of(document, "Room 12") == Location(page=1, paragraph=None, line=2)
    assert place_of(document, "Flight MU5101") == Location(page=2, paragraph=None, line=1)
    assert not document.truncated


async def test_a_chinese_pdf_is_read() -> None:
    document = await parse_document(a_pdf("投标截止时间：2027年3月5日", chinese=True))

    assert "投标截止时间：2027年3月5日" in document.text


async def test_an_empty_page_between_others_counts() -> None:
    document = await parse_document(a_pdf("one", "", "three"))

    assert place_of(document, "three").page == 3


async def test_a_pdf_that_anybody_may_open_is_read_though_it_is_encrypted() -> None:
    document = await parse_document(an_encrypted_pdf("Booking 77", user_password=""))

    assert "Booking 77" in document.text


async def test_a_docx_has_its_headings_marked_and_each_row_of_a_table_in_a_line() -> None:
    rows = [("Criterion", "Points"), ("Price", "40"), ("Team", "60")]
    document = await parse_document(a_docx("# Tender", "All bids must be sealed.", table=rows))

    assert document.format is DocumentFormat.DOCX
    assert document.text == (
        "# Tender\nAll bids must be sealed.\nCriterion | Points\nPrice | 40\nTeam | 60\n"
    )
    assert place_of(document, "sealed") == Location(page=None, paragraph=2, line=2)


async def test_a_docx_reads_as_if_all_tracked_changes_were_accepted() -> None:
    body = (
        "<w:p><w:r><w:t>The fee is </w:t></w:r>"
        "<w:del><w:r><w:delText>ten</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>twelve</w:t></w:r></w:ins><w:r><w:t> euro.</w:t></w:r></w:p>"
        "<w:moveFrom><w:p><w:r><w:t>gone</w:t></w:r></w:p></w:moveFrom>"
    )

    document = await parse_document(a_raw_docx(body))

    assert document.text == "The fee is twelve euro.\n"


async def test_a_drawing_with_a_copy_for_old_readers_is_read_once() -> None:
    body = (
        "<w:p><w:r><mc:AlternateContent><mc:Choice><w:t>Seal</w:t></mc:Choice>"
        "<mc:Fallback><w:t>Seal</w:t></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )

    assert (await parse_document(a_raw_docx(body))).text == "Seal\n"


async def test_a_table_within_a_cell_belongs_to_that_cell() -> None:
    def cell(inner: str) -> str:
        return f"<w:tc>{inner}</w:tc>"

    def words(text: str) -> str:
        return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"

    inner = f"<w:tbl><w:tr>{cell(words('a'))}{cell(words('b'))}</w:tr></w:tbl>"
    body = f"<w:tbl><w:tr>{cell(words('x') + inner)}{cell(words('y'))}</w:tr></w:tbl>"

    assert (await parse_document(a_raw_docx(body))).text == "x a b | y\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Straße, 12 €", "utf-8"),
        ("订单号：AB1234，北京", "utf-8"),
        ("订单号：AB1234，北京", "utf-8-sig"),
        ("订单号：AB1234，北京", "utf-16"),
        ("Check-in 15:00\n订单号：AB1234\n", "utf-16-le"),
        ("Check-in 15:00\n订单号：AB1234\n", "utf-16-be"),
        ("订单号：AB1234", "utf-32"),
        ("入住时间为三月五日，请携带有效身份证件。", "gb18030"),
        ("Café Zürich – 12 €, señor", "cp1252"),
    ],
)
async def test_text_is_read_whatever_its_encoding(text: str, encoding: str) -> None:
    document = await parse_document(text.encode(encoding))

    assert document.text == text.rstrip("\n") + "\n"


async def test_line_ends_of_all_systems_are_one() -> None:
    document = await parse_document("one\r\ntwo\rthree\u2028four".encode())

    assert document.text == "one\ntwo\nthree\nfour\n"
    assert place_of(document, "three") == Location(page=None, paragraph=None, line=3)


@pytest.mark.parametrize("make", [str.encode, a_docx], ids=["text", "docx"])
async def test_what_is_too_long_is_cut_and_says_so(make) -> None:  # type: ignore[no-untyped-def]
    exact = await parse_document(make("x" * (MAX_CHARS - 1)))
    long = await parse_document(make("x" * (MAX_CHARS + 1)))

    assert not exact.truncated
    assert long.truncated
    assert len(long.text) == MAX_CHARS


async def test_a_pdf_of_many_pages_is_read_as_far_as_the_limit_and_says_so() -> None:
    document = await parse_document(a_pdf(*(f"page {n}" for n in range(1, 503))))

    assert document.truncated
    assert place_of(document, "page 500").page == 500
    assert "page 501" not in document.text
