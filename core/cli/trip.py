"""`tripwright trip`: trips of the administrator as files, and files as trips."""

import sys
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from core.bootstrap import Container
from core.cli.furnish import find_admin
from core.cli.generated import ADMIN_EMAIL
from core.cli.product import with_product
from core.exports.calendar import CalendarOptions
from core.exports.formats import Exported
from core.exports.service import Wanted
from core.kernel.errors import InvalidRequestError, NotFoundError, TooLargeError
from core.schemas.exports import MAX_FILE_BYTES, ExportFormat, TripFile, TripImported
from core.schemas.job_messages import Language

_MANY = 100

app = typer.Typer(no_args_is_help=True, help="Trips as files, and files as trips.")


@app.command("list")
def list_command() -> None:
    """List the trips, the newest first."""
    typer.echo("\n".join(with_product(_list)))


@app.command("export")
def export_command(
    trip_id: Annotated[str, typer.Argument(help="The id of a trip, as `trip list` shows it.")],
    wanted: Annotated[ExportFormat, typer.Option("--format", help="What to write it as.")] = (
        ExportFormat.ICS
    ),
    language: Annotated[str, typer.Option(help="Of what we say in it: en or zh.")] = "en",
    out: Annotated[
        Path | None, typer.Option(help="Where to; its title here by default, - for the output.")
    ] = None,
    frame: Annotated[bool, typer.Option(help="Calendars: an event over all days.")] = False,
) -> None:
    """Write a trip as a file."""
    said: Language = "zh" if language == "zh" else "en"
    if language != said:
        raise InvalidRequestError(f"--language is en or zh, not {language!r}.")
    wish = Wanted(wanted, said, CalendarOptions(frame=frame))
    file = with_product(partial(_export, trip_id=trip_id, wish=wish))
    if out == Path("-"):
        sys.stdout.buffer.write(file.content)
        return
    target = out or Path(file.name)
    try:
        target.write_bytes(file.content)
    except OSError as error:
        raise InvalidRequestError(f"{target} cannot be written: {error.strerror}.") from error
    typer.echo(f"{len(file.content)} bytes written to {target}.")


@app.command("import")
def import_command(
    file: Annotated[Path, typer.Argument(help="A file that `--format json` has written.")],
) -> None:
    """Make a trip of a file."""
    trip_file = _read(file)
    imported = with_product(partial(_import, trip_file=trip_file))
    for place_id in imported.unknown_places:
        typer.echo(f"The catalogue has no place {place_id!r}; its stop keeps its name.", err=True)
    typer.echo(f"{imported.trip.id}  {imported.trip.title}")


def _read(file: Path) -> TripFile:
    try:
        content = file.read_bytes()
    except OSError as error:
        raise InvalidRequestError(f"{file} cannot be read: {error.strerror}.") from error
    if len(content) > MAX_FILE_BYTES:
        raise TooLargeError(f"{file} is larger than {MAX_FILE_BYTES} bytes.")
    try:
        return TripFile.model_validate_json(content)
    except ValidationError as error:
        problems = (
            f"{file}: {'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors()
        )
        raise InvalidRequestError("\n".join(problems)) from error


async def _owner(found: Container) -> str:
    user_id = await find_admin(found)
    if user_id is None:
        raise NotFoundError(f"There is no {ADMIN_EMAIL} whose trips these could be.")
    return user_id


async def _list(found: Container) -> list[str]:
    page = await found.trips.list_trips(await _owner(found), limit=_MANY, cursor=None)
    lines = [
        f"{trip.id}  {trip.start_date}  {trip.day_count:>2} days  {trip.title}"
        f" ({', '.join(trip.cities)})"
        for trip in page.items
    ]
    return lines or ["There are no trips yet."]


async def _export(found: Container, trip_id: str, wish: Wanted) -> Exported:
    prepared = await found.exports.prepare(await _owner(found), trip_id, wish)
    return await prepared.exported()


async def _import(found: Container, trip_file: TripFile) -> TripImported:
    return await found.trips.import_trip(await _owner(found), trip_file)
