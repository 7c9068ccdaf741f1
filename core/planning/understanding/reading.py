"""From a request to a brief: the one part of understanding that asks and looks up."""

from datetime import date
from zoneinfo import ZoneInfo

from core.catalog.domain import City, Place
from core.catalog.exchange import convert
from core.kernel.errors import InvalidRequestError
from core.planning.asking import Run
from core.planning.prompting import understand_call
from core.planning.understanding.form import TextForm, read_form
from core.planning.understanding.resolve import Understood, resolve
from core.schemas.plans import PlanRequest


async def understand(run: Run, request: PlanRequest) -> tuple[Understood, list[Place]]:
    """Return the brief, and the places of its city.

    Raises:
        InvalidRequestError: The city is unknown or missing, or fields contradict each other.
        ModelError: The words could not be read.
    """
    form, refused = await _read_words(run, request)
    city = await _find_city(run, request, form)
    places = await run.tools.catalog.places_of(city.id)
    understood = resolve(
        request,
        form,
        refused,
        city=city,
        places=places,
        today=_today(run, city.timezone),
        convert=convert,
    )
    return understood, places


async def check_fields(run: Run, request: PlanRequest) -> None:
    """Refuse what is wrong whatever the words say; asks no model.

    Raises:
        InvalidRequestError: The city is unknown or missing, or fields contradict each other.
    """
    if request.destination or not request.text:
        await understand(run, request.model_copy(update={"text": None}))


async def _read_words(run: Run, request: PlanRequest) -> tuple[TextForm, dict[str, str]]:
    if not request.text:
        return TextForm(), {}
    with run.journal.step("planner_understand") as detail:
        prompt = await run.tools.prompts.get("planner.understand")
        cities = await run.tools.catalog.list_cities()
        today = run.tools.clock().date().isoformat()
        form, refused = read_form(
            await run.ask(understand_call(prompt, request.text, cities, today))
        )
        detail["found"] = sorted(form.model_dump(exclude_none=True))
        return form, refused


async def _find_city(run: Run, request: PlanRequest, form: TextForm) -> City:
    named = request.destination or form.destination
    city = await run.tools.catalog.find_city(named) if named else None
    if city is not None:
        return city
    known = ", ".join(city.name_en for city in await run.tools.catalog.list_cities())
    if named:
        raise InvalidRequestError.of(
            "destination", f"{named!r} is not a city we know; known are {known}", "unknown_city"
        )
    raise InvalidRequestError.of(
        "destination",
        f"no city is named, in the field or in the text; known are {known}",
        "missing",
    )


def _today(run: Run, timezone: str) -> date:
    return run.tools.clock().astimezone(ZoneInfo(timezone)).date()
