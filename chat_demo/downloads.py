"""A visitor's saved trips as files, fetched from the API with the visitor's own token."""

import re
from urllib.parse import quote

from fastapi import FastAPI, Request
from starlette.responses import PlainTextResponse, Response

from chat_demo import words
from chat_demo.backend import Backend
from chat_demo.talk import sentence_of
from chat_demo.visitors import COOKIE, Visitors
from core.client.errors import ApiError, ClientError
from core.client.http import Language
from core.schemas.exports import ExportFormat
from core.schemas.trips import TripOut

_PDF = "pdf"
_UNFIT = re.compile(r"[^\w\-]+")
_MEDIA_TYPES = {
    _PDF: "application/pdf",
    ExportFormat.ICS: "text/calendar; charset=utf-8",
    ExportFormat.GPX: "application/gpx+xml",
    ExportFormat.KML: "application/vnd.google-earth.kml+xml",
    ExportFormat.GEOJSON: "application/geo+json",
    ExportFormat.CSV: "text/csv; charset=utf-8",
    ExportFormat.MARKDOWN: "text/markdown; charset=utf-8",
    ExportFormat.JSONLD: "application/ld+json",
    ExportFormat.JSON: "application/json",
}


def add_downloads(site: FastAPI, visitors: Visitors) -> None:
    """Let visitors download what they have saved; what belongs to others does not exist."""

    @site.get("/trips/{trip_id}/{ending}")
    async def download(trip_id: str, ending: str, request: Request) -> Response:
        visitor = visitors.find(request.cookies.get(COOKIE))
        language: Language = (visitor.language if visitor else None) or "en"
        if ending not in _MEDIA_TYPES:
            return _said(words.NO_FILE, language, 404)
        if visitor is None or visitor.email is None:
            return _said(words.SIGNED_OUT, language, 401)
        try:
            trip = await visitor.backend.trip(trip_id, language)
            content = await _content(visitor.backend, trip, ending, language)
        except ClientError as error:
            failure = await visitor.backend.failure_of(error, language)
            why = sentence_of(failure, language)
            status = error.status if isinstance(error, ApiError) else 502
            return PlainTextResponse(f"{words.NO_FILE.to(language)} {why}", status)
        if content is None:
            return _said(words.NO_FILE, language, 502)
        return Response(content, media_type=_MEDIA_TYPES[ending], headers=_headers(trip, ending))


async def _content(
    backend: Backend, trip: TripOut, ending: str, language: Language
) -> bytes | None:
    if ending == _PDF:
        return await backend.printed(trip, language)
    return await backend.export(trip.id, ExportFormat(ending), language)


def _headers(trip: TripOut, ending: str) -> dict[str, str]:
    name = quote(f"{_UNFIT.sub('-', trip.title).strip('-') or 'trip'}.{ending}")
    return {
        "Content-Disposition": f"attachment; filename=\"trip.{ending}\"; filename*=UTF-8''{name}",
        "Cache-Control": "private, no-store",
    }


def _said(phrase: words.Phrase, language: Language, status: int) -> Response:
    return PlainTextResponse(phrase.to(language), status)
