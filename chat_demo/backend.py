"""The product as one visitor of the chat reaches it: over HTTP, with the visitor's own tokens."""

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import suppress

from chat_demo.conversation import MAX_TURNS, Failure
from chat_demo.talks import Thumb
from core.client import calls
from core.client.errors import ApiError, ClientError
from core.client.events import ChatEvent, JobEnded, JobEvent, PlanEvent
from core.client.http import AsyncApiClient, Language
from core.client.keeping import keep_plan
from core.client.names import city_name
from core.schemas.accounts import TokenPair, UserOut
from core.schemas.catalog import CityOut, PlaceOut
from core.schemas.chat import ChatRequest, FeedbackIn, MessageOut, SessionOut
from core.schemas.editing import AlternativeOut
from core.schemas.exports import ExportFormat, FeedIn, PdfIn, PdfOut
from core.schemas.memories import MemoryOut
from core.schemas.plans import PlanAnswer, PlanOut, PlanReport, PlanRequest
from core.schemas.trips import SubTripEdit, TripOut

_MOST_OTHERS = 5
_MOST_SESSIONS = 50
_MOST_MEMORIES = 100
_MOST_MESSAGES = 2 * MAX_TURNS
_PAGES = 10
"""Of places; a city has about a hundred, a page holds a hundred."""


class Backend:
    """A visitor's connection to the API; tokens stay inside, and expired ones are changed there."""

    def __init__(self, address: str) -> None:
        self._client = AsyncApiClient(address)
        self._cities: list[CityOut] = []
        self._places: dict[str, list[PlaceOut]] = {}

    @property
    def user(self) -> UserOut | None:
        """Return who is signed in."""
        tokens = self._client.tokens
        return tokens.user if tokens else None

    async def sign_in(self, email: str, password: str, language: Language) -> None:
        """Sign in.

        Raises:
            ClientError: It did not work.
        """
        self._take(await self._client.send(calls.login(email, password), language=language))

    async def register(self, email: str, password: str, language: Language) -> None:
        """Make an account and sign in with it.

        Raises:
            ClientError: It did not work.
        """
        self._take(await self._client.send(calls.register(email, password), language=language))

    async def leave(self) -> None:
        """End the sign-in at the API; what it does not hear of ends by itself."""
        if tokens := self._client.tokens:
            with suppress(ClientError):
                await self._client.send(calls.logout(tokens.refresh_token))

    def sign_out(self) -> None:
        """Forget the tokens."""
        self._client.tokens = None

    def plan(self, wanted: PlanRequest, language: Language) -> AsyncIterator[PlanEvent]:
        """Return what happens while a plan is made.

        Raises:
            ClientError: There will be no plan.
        """
        return self._client.stream_plan(wanted, language=language)

    def talk(self, wanted: ChatRequest, language: Language) -> AsyncIterator[ChatEvent]:
        """Return what happens while a question is answered.

        Raises:
            ClientError: There will be no answer.
        """
        return self._client.stream_chat(wanted, language=language)

    async def stop_talk(self, request_id: str, task_id: str | None) -> None:
        """Give an answer up that is on its way, and the task it has begun."""
        with suppress(ClientError):  # what was ready already stays
            if task_id is None:
                await self._client.send(calls.cancel_chat(request_id))
            else:
                await self._client.send(calls.cancel_task(task_id))

    async def sessions(self, language: Language) -> list[SessionOut]:
        """Return the visitor's conversations, the last one first.

        Raises:
            ClientError: They cannot be had.
        """
        page = await self._client.send(calls.sessions(limit=_MOST_SESSIONS), language=language)
        return page.items

    async def messages(self, session_id: str, language: Language) -> list[MessageOut]:
        """Return the last messages of a conversation, the newest first.

        Raises:
            ClientError: They cannot be had.
        """
        call = calls.messages(session_id, limit=_MOST_MESSAGES)
        return (await self._client.send(call, language=language)).items

    async def judge(
        self, message_id: str, thumb: Thumb | None, comment: str, language: Language
    ) -> None:
        """Say what the visitor thinks of an answer, and why; None takes it back.

        Raises:
            ClientError: It was not kept.
        """
        body = FeedbackIn(thumb=thumb, comment=comment)
        await self._client.send(calls.judge_message(message_id, body), language=language)

    async def memories(self, language: Language) -> list[MemoryOut]:
        """Return what is remembered of the visitor, the newest first.

        Raises:
            ClientError: It cannot be had.
        """
        page = await self._client.send(calls.memories(limit=_MOST_MEMORIES), language=language)
        return page.items

    async def forget(self, memory_ids: Sequence[str] | None, language: Language) -> int:
        """Forget some memories, or with None all of them; return how many are gone.

        Raises:
            ClientError: Not all of them were forgotten.
        """
        if memory_ids is None:
            return (await self._client.send(calls.forget_memories(), language=language)).count
        for memory_id in memory_ids:
            await self._client.send(calls.forget_memory(memory_id), language=language)
        return len(memory_ids)

    def follow(self, task_id: str, language: Language) -> AsyncIterator[JobEvent]:
        """Return what happens to a task.

        Raises:
            ClientError: It cannot be followed.
        """
        return self._client.follow_task(task_id, language=language)

    async def planned(self, task_id: str, language: Language) -> PlanAnswer:
        """Return the plan a task has made.

        Raises:
            ClientError: There is none.
        """
        task = await self._client.send(calls.task(task_id), language=language)
        return PlanAnswer.model_validate(task.result)

    async def city(self, city_id: str) -> CityOut | None:
        """Return a city of the catalogue; None where it is not known."""
        await self.learn_cities()
        return next((city for city in self._cities if city.id == city_id), None)

    async def places_of(self, city_ids: Iterable[str]) -> dict[str, PlaceOut]:
        """Return the places of cities by id; of a city whose places cannot be had, none."""
        await self.names_of(city_ids)
        return {place.id: place for city_id in city_ids for place in self._places.get(city_id, ())}

    async def failure_of(self, error: ClientError, language: Language) -> Failure:
        """Return an error as something to show; for an unknown city with those that are known."""
        if not isinstance(error, ApiError):
            return Failure(code=None, trace_id=error.trace_id)
        cities: tuple[str, ...] = ()
        if any(item.loc[-1:] == ["destination"] for item in error.errors):
            await self.learn_cities()
            cities = self.cities(language)
        return Failure(
            code=error.code,
            msg=error.msg,
            detail=error.detail,
            trace_id=error.trace_id,
            signed_out=error.signed_out,
            cities=cities,
        )

    async def names_of(self, city_ids: Iterable[str]) -> dict[str, tuple[str, str]]:
        """Return names in English and in Chinese or the local language, by id.

        Of every city, and of every place of these. They are an extra: where they cannot be had
        there are none.
        """
        await self.learn_cities()
        names = {city.id: (city.name_en, city_name(city, "zh")) for city in self._cities}
        for city_id in city_ids:
            if city_id not in self._places:
                with suppress(ClientError):
                    self._places[city_id] = await self._read_places(city_id)
            names |= {
                place.id: (place.name_en, place.name_zh or place.name_local)
                for place in self._places.get(city_id, ())
            }
        return names

    async def learn_cities(self) -> None:
        """Ask once which cities are known; where that cannot be had none are."""
        with suppress(ClientError):
            self._cities = self._cities or await self._client.send(calls.cities())

    def cities(self, language: Language) -> tuple[str, ...]:
        """Return the names of the cities learnt of."""
        return tuple(city_name(city, language) for city in self._cities)

    async def keep(self, plan: PlanOut, language: Language) -> TripOut:
        """Keep a plan as it was shown, and return the trip it became.

        Raises:
            ClientError: It was not kept.
        """
        return (await self._client.send(keep_plan(plan), language=language)).trip

    async def alternatives(
        self, trip_id: str, stop_id: str, language: Language
    ) -> list[AlternativeOut]:
        """Return unused places that fit where a stop of a saved trip is.

        Raises:
            ClientError: They cannot be had.
        """
        call = calls.alternatives(trip_id, stop_id, limit=_MOST_OTHERS, language=language)
        return await self._client.send(call, language=language)

    async def edit_stop(
        self, trip_id: str, version: int, stop_id: str, edit: SubTripEdit, language: Language
    ) -> TripOut:
        """Change a stop of a saved trip that was seen in this version; return the next one.

        Raises:
            ClientError: Nothing was changed.
        """
        call = calls.edit_stop(trip_id, version, stop_id, edit)
        return await self._client.send(call, language=language)

    async def find_report(self, trip_id: str, language: Language) -> PlanReport | None:
        """Return what the rules say of a saved trip; None where that cannot be had."""
        with suppress(ClientError):
            call = calls.check_trip(trip_id, language=language)
            return (await self._client.send(call, language=language)).report
        return None

    async def find_place(self, place_id: str) -> PlaceOut | None:
        """Return a place of the catalogue; None where it cannot be had."""
        with suppress(ClientError):
            return await self._client.send(calls.place(place_id))
        return None

    async def make_feed(self, trip_id: str, language: Language) -> str:
        """Return a new calendar link of a saved trip; an earlier one stops working.

        Raises:
            ClientError: It could not be made.
        """
        made = await self._client.send(calls.make_feed(trip_id, FeedIn()), language=language)
        return made.url

    async def trip(self, trip_id: str, language: Language) -> TripOut:
        """Return a saved trip.

        Raises:
            ClientError: There is none of this id for this visitor.
        """
        return await self._client.send(calls.trip(trip_id), language=language)

    async def export(self, trip_id: str, wanted: ExportFormat, language: Language) -> bytes:
        """Return a saved trip as a file.

        Raises:
            ClientError: It could not be made.
        """
        call = calls.export_trip(trip_id, wanted, language=language)
        return await self._client.send(call, language=language)

    async def printed(self, trip: TripOut, language: Language) -> bytes | None:
        """Return a saved trip as PDF; None where printing it failed.

        Raises:
            ClientError: It could not be asked for.
        """
        same = f"chat-{trip.id}-{trip.version}-{language}"  # what was printed is not printed again
        wish = PdfIn(language=language, request_id=same)
        task = await self._client.send(calls.print_trip(trip.id, wish), language=language)
        async for event in self._client.follow_task(task.task_id, language=language):
            if isinstance(event, JobEnded) and event.state.status == "succeeded":
                done = await self._client.send(calls.task(task.task_id), language=language)
                made = PdfOut.model_validate(done.result)
                return await self._client.send(calls.file(made.file.sha256), language=language)
        return None

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def _read_places(self, city_id: str) -> list[PlaceOut]:
        places: list[PlaceOut] = []
        cursor: str | None = None
        for _ in range(_PAGES):
            page = await self._client.send(calls.places(city_id, cursor=cursor))
            places += page.items
            cursor = page.next_cursor
            if cursor is None:
                break
        return places

    def _take(self, tokens: TokenPair) -> None:
        self._client.tokens = tokens
