"""Documents as files, written by libraries the product does not read them with; and bombs."""

import io
import zlib
from collections.abc import Mapping, Sequence
from zipfile import ZIP_DEFLATED, ZipFile

from docx import Document
from pypdf import PdfReader, PdfWriter
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/word/document.xml" ContentType="application/'
    'vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"


def a_pdf(*pages: str, chinese: bool = False) -> bytes:
    """Return a PDF of these pages, line by line."""
    stream = io.BytesIO()
    canvas = Canvas(stream)
    font = "Helvetica"
    if chinese:
        font = "STSong-Light"
        pdfmetrics.registerFont(UnicodeCIDFont(font))
    for page in pages:
        canvas.setFont(font, 11)
        for number, line in enumerate(page.splitlines()):
            canvas.drawString(60, 780 - 16 * number, line)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def an_encrypted_pdf(page: str, *, user_password: str, algorithm: str = "RC4-128") -> bytes:
    """Return a PDF that is encrypted; with an empty user password anybody can open it."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(a_pdf(page))))
    writer.encrypt(user_password, owner_password="owner", algorithm=algorithm)
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def a_raw_pdf(objects: Mapping[int, bytes]) -> bytes:
    """Return a PDF of these objects, of which 1 is the catalogue."""
    written = bytearray(b"%PDF-1.7\n")
    offsets = {}
    for number, body in objects.items():
        offsets[number] = len(written)
        written += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(written)
    written += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for number in objects:
        written += b"%010d 00000 n \n" % offsets[number]
    written += b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        start,
    )
    return bytes(written)


def a_page_pdf(stream: bytes, filters: str) -> bytes:
    """Return a PDF of one page whose content is `stream`, packed by these filters."""
    content = b"<</Length %d/Filter%s>>\nstream\n%s\nendstream" % (
        len(stream),
        filters.encode(),
        stream,
    )
    return a_raw_pdf(
        {
            1: b"<</Type/Catalog/Pages 2 0 R>>",
            2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources<</Font<</F"
            b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>",
            4: content,
        }
    )


def a_flate_bomb(*, unpacked_bytes: int, layers: int = 1) -> bytes:
    """Return a PDF whose page unpacks, `layers` times, to so many bytes."""
    packed = _squeezed(b"BT /F 9 Tf (x) Tj ET " * 50_000, unpacked_bytes)
    for _ in range(layers - 1):
        packed = zlib.compress(packed, 9)
    return a_page_pdf(packed, f"[{'/FlateDecode ' * layers}]")


def a_docx(*paragraphs: str, table: Sequence[Sequence[str]] = ()) -> bytes:
    """Return a docx; what begins with `#` is a heading of that level."""
    document = Document()
    for paragraph in paragraphs:
        if paragraph.startswith("#"):
            marks, _, title = paragraph.partition(" ")
            document.add_heading(title, level=len(marks))
        else:
            document.add_paragraph(paragraph)
    if table:
        grid = document.add_table(rows=0, cols=len(table[0]))
        for row in table:
            for cell, value in zip(grid.add_row().cells, row, strict=True):
                cell.text = value
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def a_raw_docx(body: str, *, prolog: str = "", types: str = _TYPES) -> bytes:
    """Return a docx whose body is this XML, in which `w:` and `mc:` are known."""
    xml = (
        f'<?xml version="1.0" encoding="UTF-8"?>{prolog}<w:document xmlns:w="{_W}"'
        f' xmlns:mc="{_MC}"><w:body>{body}</w:body></w:document>'
    )
    return a_zip({"[Content_Types].xml": types.encode(), "word/document.xml": xml.encode()})


def a_zip(files: Mapping[str, bytes]) -> bytes:
    """Return an archive of these files."""
    stream = io.BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


def a_docx_bomb(*, unpacked_bytes: int) -> bytes:
    """Return a docx whose text unpacks to so many bytes."""
    stream = io.BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        with archive.open("word/document.xml", "w") as part:
            part.write(f'<w:document xmlns:w="{_W}"><w:body>'.encode())
            piece = b"<w:p/>" * 100_000
            for _ in range(unpacked_bytes // len(piece)):
                part.write(piece)
            part.write(b"</w:body></w:document>")
    return stream.getvalue()


def _squeezed(piece: bytes, size_bytes: int) -> bytes:
    """Return what zlib makes of so many bytes; each piece is squeezed alike, so only one is."""
    pieces = size_bytes // len(piece)
    squeezing = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = squeezing.compress(piece) + squeezing.flush(zlib.Z_FULL_FLUSH)
    check = zlib.adler32(b"")
    for _ in range(pieces):
        check = zlib.adler32(piece, check)
    return b"\x78\xda" + packed * pieces + squeezing.flush() + check.to_bytes(4, "big")
