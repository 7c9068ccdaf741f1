"""Running any tool by name."""

import asyncio
from typing import Any

import pytest
import pytest_socket
from hypothesis import given
from hypothesis import strategies as st

from core.catalog.service import CatalogService
from core.kernel.errors import (
    AppError,
    DependencyDownError,
    InvalidRequestError,
    NoFlightError,
    NotFoundError,
)
from core.schemas.tool_messages import tool_message_keys
from core.schemas.tools import TOOL_RESULT, ToolName, WeatherRequest, WeatherResult
from core.tools.port import Toolbox
from core.tools.running import list_tools, read_call, run_tool
from tests.support.shipped import city_ids
from tests.support.tools import TOOLS, any_case, question, said
from tests.support.virtual_time import now, run_at_once

each_tool = pytest.mark.parametrize("tool", TOOLS)
simple = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
anything = simple | st.lists(simple, max_size=3) | st.dictionaries(st.just("x"), simple)


class SilentWeather:
    """Never answers."""

    async def forecast(self, request: WeatherRequest) -> WeatherResult:
        """Wait for ever."""
        return await asyncio.get_running_loop().create_future()


def toolbox_of(weather: SilentWeather) -> Toolbox:
    """Return a toolbox with nothing but a weather tool."""
    nothing: Any = None
    return Toolbox(weather=weather, hotels=nothing, flights=nothing, places=nothing)


@each_tool
async def test_every_tool_is_run_by_its_name(toolbox: Toolbox, tool: str) -> None:
    result = await run_tool(toolbox, tool, question(tool))

    assert result.tool == tool
    assert result.source


@each_tool
async def test_an_answer_is_the_same_after_it_was_stored(toolbox: Toolbox, tool: str) -> None:
    result = await run_tool(toolbox, tool, question(tool))

    assert TOOL_RESULT.validate_json(result.model_dump_json()) == result


@each_tool
async def test_the_same_question_has_the_same_answer(toolbox: Toolbox, tool: str) -> None:
    one, other = [await run_tool(toolbox, tool, question(tool)) for _ in range(2)]

    assert one == other


async def test_only_what_the_catalogue_knows_is_not_simulated(toolbox: Toolbox) -> None:
    results = [await run_tool(toolbox, tool, question(tool)) for tool in TOOLS]

    assert {result.tool for result in results if not result.simulated} == {ToolName.PLACES}
    assert all("simulated" in result.source for result in results if result.simulated)
    assert all("simulated" in said(result)[0] for result in results if result.simulated)
    assert all("模拟" in said(result)[1] for result in results if result.simulated)


async def test_a_tool_opens_no_connection_once_the_catalogue_is_read(
    toolbox: Toolbox, catalog: CatalogService
) -> None:
    before = [await run_tool(toolbox, tool, question(tool)) for tool in TOOLS]

    pytest_socket.disable_socket()
    try:
        after = [await run_tool(toolbox, tool, question(tool)) for tool in TOOLS]
    finally:
        pytest_socket.enable_socket()

    assert after == before


@pytest.mark.parametrize("city", city_ids())
@each_tool
async def test_whatever_is_suggested_can_be_run_and_said(
    toolbox: Toolbox, tool: str, city: str
) -> None:
    asked = question(tool) | {name: city for name in ("city", "origin") if name in question(tool)}
    if asked.get("destination") == city:
        asked["destination"] = "tokyo"

    result = await run_tool(toolbox, tool, asked)

    for suggestion in result.suggestions:
        english, chinese = said(suggestion)
        assert english != chinese
        if suggestion.tool is not None:
            assert suggestion.arguments is not None
            await run_tool(toolbox, suggestion.tool, suggestion.arguments)


@pytest.mark.parametrize("name", ["", "Weather", "trains", "__class__"])
def test_an_unknown_tool_is_named_with_those_there_are(name: str) -> None:
    with pytest.raises(InvalidRequestError, match="weather, hotels, flights, places") as raised:
        read_call(name, {})

    assert raised.value.errors[0]["loc"] == ["body", "tool"]


@pytest.mark.parametrize(
    ("tool", "changes", "field"),
    [
        ("weather", {"city": ""}, "city"),
        ("weather", {"city": "x" * 101}, "city"),
        ("weather", {"city": "a\0b"}, "city"),
        ("weather", {"start_date": "tomorrow"}, "start_date"),
        ("weather", {"start_date": "1999-12-31"}, "start_date"),
        ("weather", {"start_date": "2100-01-01"}, "start_date"),
        ("weather", {"day_count": 0}, "day_count"),
        ("weather", {"day_count": 17}, "day_count"),
        ("weather", {"days": 3}, "days"),
        ("hotels", {"nights": 31}, "nights"),
        ("hotels", {"travellers": 21}, "travellers"),
        ("hotels", {"travellers": 5, "rooms": 2}, "rooms"),
        ("hotels", {"travellers": 2, "rooms": 3}, "rooms"),
        ("hotels", {"budget": 0}, "budget"),
        ("hotels", {"currency": "yuan"}, "currency"),
        ("hotels", {"category": "museum"}, "category"),
        ("hotels", {"limit": 21}, "limit"),
        ("flights", {"date": "2026-02-30"}, "date"),
        ("flights", {"depart_after": "25:00"}, "depart_after"),
        ("flights", {"depart_after": "18:00", "depart_before": "09:00"}, "depart_before"),
        ("flights", {"depart_after": "09:00", "depart_before": "09:00"}, "depart_before"),
        ("places", {"kind": "casino"}, "kind"),
        ("places", {"category": "casino"}, "category"),
        ("places", {"interest": "gambling"}, "interest"),
        ("places", {"open_at": "09:00"}, "open_at"),
        ("places", {"indoor": "perhaps"}, "indoor"),
    ],
)
def test_a_bad_argument_is_named(tool: str, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidRequestError, match=rf"^arguments\.{field}: ") as raised:
        read_call(tool, question(tool, **changes))

    assert [error["loc"] for error in raised.value.errors] == [["arguments", field]]


@each_tool
def test_every_missing_argument_is_named(tool: str) -> None:
    with pytest.raises(InvalidRequestError) as raised:
        read_call(tool, {})

    missing = [error["loc"][-1] for error in raised.value.errors]
    assert missing == list(question(tool))


def test_only_the_first_of_many_problems_are_told_and_none_at_length() -> None:
    with pytest.raises(InvalidRequestError) as raised:
        read_call("weather", question("weather", **{f"{n}" * 1_000: n for n in range(1, 100)}))

    assert len(raised.value.errors) == 20
    assert max(len(str(error["loc"][-1])) for error in raised.value.errors) == 64


@each_tool
def test_null_stands_for_an_argument_left_out(tool: str) -> None:
    spec = next(spec for spec in list_tools() if spec.name == tool)
    nulls = dict.fromkeys(spec.arguments["properties"])

    assert read_call(tool, nulls | question(tool)) == read_call(tool, question(tool))


def test_numbers_may_come_as_text_as_models_write_them() -> None:
    call = read_call("hotels", question("hotels", nights="3", travellers="2"))

    assert call.model_dump()["nights"] == 3


@any_case
@given(
    st.sampled_from(TOOLS), st.dictionaries(st.text(max_size=12), anything, max_size=6), anything
)
def test_whatever_a_model_writes_is_a_call_or_a_named_failure(
    tool: str, arguments: dict[str, Any], value: Any
) -> None:
    for written in (arguments, question(tool) | arguments, *_each_replaced(tool, value)):
        assert _problems(tool, written) != []


@pytest.mark.parametrize(
    ("tool", "changes"),
    [
        ("weather", {"city": "Atlantis"}),
        ("hotels", {"city": "亚特兰蒂斯"}),
        ("hotels", {"near": "the moon"}),
        ("flights", {"origin": "Atlantis"}),
        ("flights", {"destination": "Atlantis"}),
        ("places", {"city": "Atlantis"}),
        ("places", {"near": "the moon"}),
    ],
)
async def test_what_the_catalogue_does_not_know_is_not_found(
    toolbox: Toolbox, tool: str, changes: dict[str, Any]
) -> None:
    with pytest.raises(NotFoundError) as raised:
        await run_tool(toolbox, tool, question(tool, **changes))

    assert next(iter(changes.values())) in str(raised.value)


async def test_what_the_tool_itself_refuses_comes_through(toolbox: Toolbox) -> None:
    with pytest.raises(NoFlightError, match="Hangzhou and Shanghai are 165 km apart"):
        await run_tool(toolbox, "flights", question("flights", origin="杭州", destination="上海"))


def test_a_tool_that_does_not_answer_is_given_up_in_time() -> None:
    async def ask() -> tuple[AppError, float]:
        with pytest.raises(DependencyDownError, match="'weather' did not answer") as raised:
            await run_tool(toolbox_of(SilentWeather()), "weather", question("weather"))
        return raised.value, now()

    error, waited_s = run_at_once(ask())

    assert waited_s == 20.0
    assert error.retryable


def test_a_cancelled_run_is_not_taken_for_a_failed_one() -> None:
    async def ask() -> asyncio.Task[Any]:
        run = run_tool(toolbox_of(SilentWeather()), "weather", question("weather"))
        task = asyncio.ensure_future(run)
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait([task])
        return task

    assert run_at_once(ask()).cancelled()


def test_every_tool_is_told_with_its_titles_and_arguments() -> None:
    specs = list_tools()

    assert [spec.name for spec in specs] == list(ToolName)
    assert [spec.title_zh for spec in specs] == ["天气", "酒店", "航班", "地点"]
    assert all(spec.arguments["additionalProperties"] is False for spec in specs)
    assert [spec.arguments["required"] for spec in specs] == [list(question(t)) for t in TOOLS]


@each_tool
def test_a_tool_is_told_briefly_enough_for_a_prompt(tool: str) -> None:
    spec = next(spec for spec in list_tools() if spec.name == tool)

    assert len(spec.model_dump_json()) < 4_000


def test_every_kind_of_place_and_hotel_is_told() -> None:
    hotels, places = (list_tools()[n].arguments["properties"]["category"] for n in (1, 3))

    assert hotels["enum"] == ["luxury", "midrange", "budget", None]
    assert {"museum", "cafe", "airport", "budget", None} <= set(places["enum"])


def test_every_sentence_begins_with_the_tool_it_is_of_or_is_the_assistants() -> None:
    assert {key.partition(".")[0] for key in tool_message_keys()} == {*TOOLS, "assistant"}


def _each_replaced(tool: str, value: Any) -> list[dict[str, Any]]:
    return [question(tool, **{name: value}) for name in question(tool)]


def _problems(tool: str, arguments: dict[str, Any]) -> list[Any] | None:
    """Return what is wrong with a call; None where nothing is."""
    try:
        read_call(tool, arguments)
    except InvalidRequestError as error:
        return error.errors
    return None
