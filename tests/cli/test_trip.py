"""`tripwright trip`."""

import json
from pathlib import Path

import pytest
from icalendar import Calendar

from tests.cli.conftest import Cli
from tests.support.exports import a_file

pytestmark = pytest.mark.usefixtures("catalog_seeded")


@pytest.fixture
def trip_id(cli: Cli, tmp_path: Path) -> str:
    """Return the id of a trip that was made of a file."""
    file = tmp_path / "trip.json"
    file.write_text(a_file().model_dump_json())

    result = cli("trip", "import", file)

    assert result.exit_code == 0, result.output
    lines = result.output.splitlines()
    assert "The catalogue has no place 'gone'; its stop keeps its name." in lines
    return lines[-1].split()[0]


def test_without_trips_the_list_says_so(cli: Cli) -> None:
    assert cli("trip", "list").output == "There are no trips yet.\n"


def test_an_imported_trip_is_listed_with_its_cities(cli: Cli, trip_id: str) -> None:
    assert cli("trip", "list").output == (
        f"{trip_id}  2027-03-27   3 days  Paris 和 New York (Paris, New York)\n"
    )


def test_a_trip_is_written_under_its_title_or_where_one_says(
    cli: Cli, trip_id: str, tmp_path: Path
) -> None:
    here = cli("trip", "export", trip_id, "--format", "ics", "--frame")
    there = cli("trip", "export", trip_id, "--format", "md", "--language", "zh", "--out", "a.md")

    assert here.output.endswith(" bytes written to Paris 和 New York.ics.\n")
    calendar = Calendar.from_ical((tmp_path / "Paris 和 New York.ics").read_bytes())
    assert len(calendar.walk("VEVENT")) == 7
    assert there.exit_code == 0
    assert "## 第 1 天" in (tmp_path / "a.md").read_text()


def test_what_goes_to_the_output_is_the_file_and_nothing_else(cli: Cli, trip_id: str) -> None:
    result = cli("trip", "export", trip_id, "--format", "json", "--out", "-")

    again = json.loads(result.stdout)
    assert again["format"] == "tripwright.trip"
    assert again["trip"]["title"] == "Paris 和 New York"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("export", "nothing"), "There is no trip 'nothing'"),
        (("export", "nothing", "--language", "fr"), "--language is en or zh, not 'fr'."),
        (("import", "missing.json"), "missing.json cannot be read: No such file or directory."),
        (("import", "bad.json"), "bad.json: trip: Field required"),
        (("import", "large.json"), "large.json is larger than 4194304 bytes."),
    ],
)
def test_what_cannot_be_done_is_a_sentence(
    cli: Cli, tmp_path: Path, arguments: tuple[str, ...], words: str
) -> None:
    (tmp_path / "bad.json").write_text('{"format": "tripwright.trip", "version": 1}')
    (tmp_path / "large.json").write_bytes(b" " * (4 * 1024 * 1024 + 1))

    result = cli("trip", *arguments)

    assert result.exit_code == 1
    assert words in result.output


def test_a_file_that_cannot_be_written_is_a_sentence(
    cli: Cli, trip_id: str, tmp_path: Path
) -> None:
    result = cli("trip", "export", trip_id, "--out", tmp_path / "no" / "where.ics")

    assert result.exit_code == 1
    assert "where.ics cannot be written: No such file or directory." in result.output
