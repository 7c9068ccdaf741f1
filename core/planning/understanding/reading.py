"""From a request to a brief: the one part of understanding that asks and looks up."""

from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from core.catalog.domain import Place
from core.catalog.exchange import convert
from core.planning.asking import Run
from core.planning.prompting import understand_call
from core.planning.understanding.form import TextForm, read_form
from core.planning.understanding.homes import Home, home_of
from core.planning.understanding.obstacles import obstacle
from core.planning.understanding.remembered import filled
from core.planning.understanding.resolve import Understood, language_of, resolve
from core.planning.understanding.scene import destinations_of, find_scene
from core.planning.understanding.survey import survey
from core.schemas.plans import PlanRequest

_NOT_FIELDS = {"evidence", "contradictions", "unkept"}


async def understand(run: Run, request: PlanRequest) -> tuple[Understood, list[Place]]:
    """Return the brief, and the places of its cities.

    Raises:
        InvalidRequestError: The city is unknown or missing, or fields contradict each other.
        ModelError: The words could not be read.
    """
    form, refused = await _read_words(run, request)
    home = None
    if not destinations_of(request, form):
        home = await _home(run, request, form)
        if home is not None:
            request = request.model_copy(update={"destination": home.city.id})
            form, refused = await _read_words(run, request)
    language = language_of(request, form)
    scene = await find_scene(run.tools.catalog, request, form, language)
    remembered = filled(request, form, run.tools.preferences, scene.places, language)
    today = _today(run, scene.cities[0].timezone)
    understood = resolve(
        remembered.request,
        form,
        refused,
        scene=scene,
        today=today,
        convert=convert,
        ways=run.tools.ways,
        home=home,
    )
    assumptions = (*understood.assumptions, *remembered.assumptions)
    understood = replace(understood, assumptions=assumptions)
    return _past_told(understood, today), list(scene.places)


async def check_fields(run: Run, request: PlanRequest) -> None:
    """Refuse what is wrong whatever the words say; asks no model.

    Raises:
        InvalidRequestError: The city is unknown or missing, or fields contradict each other.
    """
    if request.destination or request.destinations or not request.text:
        await understand(run, request.model_copy(update={"text": None}))


async def _read_words(run: Run, request: PlanRequest) -> tuple[TextForm, dict[str, str]]:
    if not request.text:
        return TextForm(), {}
    with run.journal.step("planner_understand") as detail:
        prompt = await run.tools.prompts.get("planner.understand")
        world = await survey(run.tools.catalog, request.text, _named(request))
        today = world.today(run.tools.clock())
        asked = understand_call(prompt, request.text, world.cities, today, world.blocks)
        form, refused = read_form(await run.ask(asked), request.text)
        detail["found"] = sorted(form.model_dump(exclude_none=True).keys() - _NOT_FIELDS)
        return form, refused


async def _home(run: Run, request: PlanRequest, form: TextForm) -> Home | None:
    """Return the city that is meant by what is to be seen there, where none is named."""
    wished = request.must_see if request.must_see is not None else form.must_see
    if not request.text and not wished:
        return None
    left = request.origin or form.origin
    return await home_of(run.tools.catalog, request.text or "", wished or (), left)


def _past_told(understood: Understood, today: date) -> Understood:
    """Return what was understood, with its first day among the obstacles where that is past."""
    brief = understood.brief
    if brief.start_date >= today:
        return understood
    day = brief.start_date.isoformat()
    told = obstacle("past_start", brief.language, fields=["start_date"], date=day)
    return replace(understood, obstacles=(*understood.obstacles, told))


def _named(request: PlanRequest) -> list[str]:
    several = [wish.name for wish in request.destinations or ()]
    return [*([request.destination] if request.destination else []), *several]


def _today(run: Run, timezone: str) -> date:
    return run.tools.clock().astimezone(ZoneInfo(timezone)).date()
