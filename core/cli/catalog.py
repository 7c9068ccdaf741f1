"""`tripwright catalog`: what the catalogue holds, and files taken into it."""

import asyncio
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from core.bootstrap import Container
from core.cli.product import with_product
from core.kernel.errors import NotFoundError
from core.kernel.money import format_money
from core.schemas.catalog import PlaceKind

app = typer.Typer(no_args_is_help=True, help="What cities and places there are.")


@app.command("list")
def list_command(
    city: Annotated[
        str | None, typer.Argument(help="A city, by id or by name in any language.")
    ] = None,
) -> None:
    """List the cities, or the places of one city."""
    lines = with_product(_list_cities if city is None else partial(_list_places, name=city))
    typer.echo("\n".join(lines))


@app.command("import")
def import_command(
    file: Annotated[Path, typer.Argument(help="A .csv, .geojson or .json file.")],
) -> None:
    """Take a file of places into the catalogue: all of it, or, with problems, nothing."""
    report = with_product(lambda found: found.catalog.import_file(file, file.name))
    for problem in report.problems:
        column = f" {problem.column}:" if problem.column else ""
        typer.echo(f"{file}:{problem.number}:{column} {problem.reason}", err=True)
    if not report.passed:
        typer.echo(f"Nothing was imported: {report.problem_count} problems.", err=True)
        raise typer.Exit(1)
    typer.echo(f"{report.rows} places imported, {report.changed} of them new or changed.")


async def _list_cities(found: Container) -> list[str]:
    cities, counts = await asyncio.gather(found.catalog.list_cities(), found.catalog.place_counts())
    lines = []
    for city in cities:
        kinds = counts.get(city.id, {})
        numbers = ", ".join(f"{kinds[kind]} {kind}s" for kind in PlaceKind if kind in kinds)
        lines.append(f"{city.id:<14} {city.name_en}, {city.name_local} ({city.country}): {numbers}")
    return lines


async def _list_places(found: Container, name: str) -> list[str]:
    city = await found.catalog.find_city(name)
    if city is None:
        raise NotFoundError(f"There is no city {name!r}; `tripwright catalog list` names them all.")
    return [
        f"{place.kind:<10} {place.category:<16} {place.name_en}, {place.name_local}:"
        f" {format_money(place.typical_cost, place.currency)}, {place.opening_hours}"
        for place in await found.catalog.places_of(city.id)
    ]
