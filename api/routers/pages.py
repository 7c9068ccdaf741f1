"""Pages for people who read an answer of the API; no part of its contract."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.pages import problem_page, routes_page
from core.kernel.errors import NotFoundError, error_classes

router = APIRouter(include_in_schema=False)


@router.get("/problems/{slug}")
async def read_problem(slug: str) -> HTMLResponse:
    """Explain one kind of failure: the `type` of an answer leads here."""
    for kind in error_classes():
        if kind.slug == slug:
            return problem_page(kind)
    raise NotFoundError(f"There is no problem {slug!r}")


@router.get("/docs")
async def read_docs(request: Request) -> HTMLResponse:
    """List every route, from the OpenAPI document."""
    if request.app.openapi_url is None:
        raise NotFoundError("There is nothing at /docs")
    return routes_page(request.app.openapi())
