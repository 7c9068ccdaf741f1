"""`tripwright catalog`: what the catalogue holds, and files taken into it."""

import asyncio
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from core.bootstrap import Container
from core.catalog.domain import ImportReport
from core.catalog.importers.registry import USUAL_LIMIT, ExtractFormat
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


class _Format(StrEnum):
    """What a file may be; the first two are our own columns."""

    CSV = "csv"
    GEOJSON = "geojson"
    OSM = "osm"
    OVERTURE = "overture"
    FOURSQUARE = "foursquare"
    WIKIVOYAGE = "wikivoyage"


@app.command("import")
def import_command(
    file: Annotated[Path, typer.Argument(help="A .csv, .geojson or .json file, or an extract.")],
    form: Annotated[
        _Format | None,
        typer.Option("--format", help="What it is; without it, its name's ending says so."),
    ] = None,
    city: Annotated[
        str | None, typer.Option(help="Of an extract: the city whose places are wanted.")
    ] = None,
    limit: Annotated[
        int,
        typer.Option(min=1, max=10_000, help="Of an extract: how many places of each kind."),
    ] = USUAL_LIMIT,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would become of it; change nothing.")
    ] = False,
) -> None:
    """Take a file of places into the catalogue: all of it, or, with problems, nothing.

    With `--format osm`, `overture`, `foursquare` or `wikivoyage`: the share of one city of a file
    that others publish.
    """
    if form is None or form in (_Format.CSV, _Format.GEOJSON):
        name = file.name if form is None else f"{file.name}.{form}"
        report = with_product(lambda found: found.catalog.import_file(file, name, dry_run=dry_run))
    else:
        report = with_product(
            partial(_import_extract, file=file, form=form, city=city, limit=limit, dry_run=dry_run)
        )
    _tell(report, file, "places", dry_run=dry_run)


async def _import_extract(
    found: Container, *, file: Path, form: str, city: str | None, limit: int, dry_run: bool
) -> ImportReport:
    known = await found.catalog.find_city(city or "")
    if known is None:
        raise NotFoundError(
            f"There is no city {city!r}; say --city with one that `tripwright catalog list` names."
        )
    return await found.catalog.import_extract(
        file, ExtractFormat(form), known.id, limit=limit, dry_run=dry_run
    )


@app.command("import-links")
def import_links_command(
    file: Annotated[Path, typer.Argument(help="A .csv file.")],
) -> None:
    """Take a file of connections between cities into the catalogue: all of it, or nothing."""
    report = with_product(lambda found: found.catalog.import_connections(file, file.name))
    _tell(report, file, "connections")


def _tell(report: ImportReport, file: Path, what: str, *, dry_run: bool = False) -> None:
    """Say what became of a file; with problems, end with 1."""
    for left in report.told:
        typer.echo(f"{file}:{left.number}: left out: {left.reason}", err=True)
    for reason, count in sorted(report.left_out.items(), key=lambda pair: (-pair[1], pair[0])):
        typer.echo(f"{count} left out: {reason}")
    for problem in report.problems:
        column = f" {problem.column}:" if problem.column else ""
        typer.echo(f"{file}:{problem.number}:{column} {problem.reason}", err=True)
    if not report.passed:
        typer.echo(f"Nothing was imported: {report.problem_count} problems.", err=True)
        raise typer.Exit(1)
    if dry_run:
        typer.echo(f"{report.rows} {what} would be imported; nothing was changed.")
        return
    typer.echo(f"{report.rows} {what} imported, {report.changed} of them new or changed.")


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
