"""Turns that ran elsewhere, or still do: told from their rows."""

import asyncio

from core.assistant.errors import read_error
from core.assistant.frames import Frame, told_again
from core.assistant.keeping import TurnRow, Turns
from core.assistant.live import LiveTurn
from core.db.statements import Statement
from core.kernel.errors import AppError, NotFoundError, TurnCutOffError
from core.kernel.stopping import pause
from core.schemas.chat import ChatReply, StartFrame

_LOOK_AGAIN_S = 0.2


class TurnsElsewhere:
    """Finds turns by their rows, and looks at those that are not ended until they are."""

    def __init__(self, statement: Statement) -> None:
        self._statement = statement
        self._closing = asyncio.Event()
        self._watching: set[asyncio.Task[None]] = set()

    async def find(self, user_id: str, request_id: str) -> LiveTurn:
        """Return a turn to listen to.

        Raises:
            NotFoundError: The caller has no such turn.
        """
        row = await self._row(user_id, request_id)
        live = LiveTurn(request_id, row.session_id, row.trace_id)
        if row.has_ended:
            live.retell(_frames_of(request_id, row))
        else:
            live.start()
            watching = asyncio.create_task(self._watch(live, user_id))
            self._watching.add(watching)
            watching.add_done_callback(self._watching.discard)
        return live

    async def aclose(self) -> None:
        """Send those away who wait for a turn elsewhere."""
        self._closing.set()
        if self._watching:
            await asyncio.wait(self._watching)

    async def _watch(self, live: LiveTurn, user_id: str) -> None:
        try:
            while not self._closing.is_set():
                row = await self._row(user_id, live.request_id)
                if row.has_ended:
                    live.retell(_frames_of(live.request_id, row))
                    return
                await pause(self._closing, _LOOK_AGAIN_S)
            live.end(TurnCutOffError("This process is about to end"))
        except AppError as error:
            live.end(error)

    async def _row(self, user_id: str, request_id: str) -> TurnRow:
        async with self._statement() as session:
            row = await Turns(session).find(user_id, request_id)
        if row is None:
            raise NotFoundError(f"There is no turn {request_id!r}")
        return row


def _frames_of(request_id: str, row: TurnRow) -> list[Frame]:
    start = StartFrame(
        seq=0, session_id=row.session_id, request_id=request_id, trace_id=row.trace_id
    )
    if row.reply is not None:
        reply = ChatReply.model_validate(row.reply)
        return list(told_again(start, reply.answer, row.frames, reply))
    error = TurnCutOffError() if row.is_cut_off else read_error(row.error)
    return list(told_again(start, row.error.get("said", ""), row.frames, error))
