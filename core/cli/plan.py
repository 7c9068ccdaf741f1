"""`tripwright plan`: a trip from a sentence."""

from functools import partial
from typing import Annotated

import typer
from pydantic import ValidationError

from core.bootstrap import Container
from core.cli.furnish import find_admin
from core.cli.generated import ADMIN_EMAIL
from core.cli.itinerary import itinerary
from core.cli.product import with_product
from core.kernel.errors import InvalidRequestError, NotFoundError
from core.schemas.fields import MAX_DAYS
from core.schemas.plans import PlanAnswer, PlanMode, PlanRequest


def plan(
    wishes: Annotated[str, typer.Argument(help='E.g. "5 days in Rome" or "5 天广州，两个人".')],
    mode: Annotated[PlanMode, typer.Option(help="fast, or day by day with checks.")] = (
        PlanMode.FAST
    ),
    days: Annotated[
        int | None, typer.Option(min=1, max=MAX_DAYS, help="Wins over the words.")
    ] = None,
    city: Annotated[str | None, typer.Option(help="Wins over the words.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print what the API answers.")] = False,
) -> None:
    """Plan a trip from a sentence in English or Chinese."""
    request = _request(text=wishes, mode=mode, day_count=days, destination=city)
    answer = with_product(partial(_plan, request=request))
    typer.echo(answer.model_dump_json(indent=2) if as_json else "\n".join(itinerary(answer)))


def _request(**fields: object) -> PlanRequest:
    try:
        return PlanRequest.model_validate(fields)
    except ValidationError as error:
        problems = (f"{problem['loc'][0]}: {problem['msg']}" for problem in error.errors())
        raise InvalidRequestError("\n".join(problems)) from error


async def _plan(container: Container, request: PlanRequest) -> PlanAnswer:
    user_id = await find_admin(container)
    if user_id is None:
        raise NotFoundError(f"There is no {ADMIN_EMAIL} to plan for.")
    return await container.plans.plan(user_id, request)
