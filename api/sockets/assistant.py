"""The assistant over a WebSocket: what a client may say, and the frames of its turns.

A turn belongs to the product and not to the connection: one that is cut off is answered and kept
all the same, and `resume` tells it again from where the client stands.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress

import structlog
from pydantic import ValidationError
from starlette.websockets import WebSocket

from api.problems import language_of, problem_of
from api.sockets.connection import CloseCode, ClosedError, Connection
from core.accounts.domain import CLOCK_LEEWAY, AccessClaims, User
from core.assistant.frames import FailedFrame, FinalFrame, Frame
from core.bootstrap import Container
from core.kernel.clock import utc_now
from core.kernel.context import bound_context
from core.kernel.errors import (
    AppError,
    ForbiddenError,
    InvalidRequestError,
    MalformedError,
    TokenExpiredError,
    UnauthenticatedError,
)
from core.kernel.ids import new_trace_id
from core.schemas.chat import ChatRequest, PartialFrame, StartFrame, ToolFrame
from core.schemas.sockets import (
    AuthIn,
    CancelIn,
    ClientMessage,
    PingIn,
    ResumeIn,
    StartIn,
    client_message,
)

log = structlog.get_logger(__name__)

AUTH_TIMEOUT_S = 5.0
LOOK_S = 30.0
"""How often it is seen to whether whoever speaks may stay, where nothing is heard of it before."""
_KINDS: Mapping[type, str] = {StartFrame: "start", PartialFrame: "partial", ToolFrame: "tool"}


class AssistantSocket:
    """One client that talks with the assistant."""

    def __init__(self, socket: WebSocket, services: Container) -> None:
        self._socket = socket
        self._services = services
        self._connection = Connection(socket)
        self._claims: AccessClaims | None = None
        self._telling: dict[str, asyncio.Task[None]] = {}
        self._guarding: asyncio.Task[None] | None = None

    async def serve(self) -> None:
        """Serve the client until it leaves, or has to."""
        try:
            user_id = await self._admit()
            self._guarding = asyncio.create_task(self._guard(user_id))
            while True:
                await self._hear(await self._connection.receive())
        except ClosedError as closed:
            await self._connection.close(closed.code)
            log.info("socket_closed", code=closed.code)
        except Exception:
            log.exception("socket_crashed")
            await self._connection.close(CloseCode.INTERNAL)
        finally:
            beside = [*self._telling.values(), *filter(None, [self._guarding])]
            for task in beside:
                task.cancel()
            await asyncio.gather(*beside, return_exceptions=True)

    async def go_away(self) -> None:
        """Tell the client that this process ends, and end the connection."""
        with suppress(ClosedError):
            await self._connection.send({"type": "goaway", "retry_after_ms": 1_000})
        await self._connection.close(CloseCode.GOING_AWAY)

    async def _admit(self) -> str:
        """Find out who speaks: by a ticket in the address, or by the first message.

        Raises:
            ClosedError: It does not say in time, or may not speak.
        """
        ticket = self._socket.query_params.get("ticket")
        try:
            if ticket is not None:
                path = self._socket.url.path
                claims = await self._services.tickets.redeem(ticket, path)
                await self._welcome(claims)
                return claims.user_id
            async with asyncio.timeout(AUTH_TIMEOUT_S):
                first = await self._connection.receive()
        except TimeoutError as error:
            raise ClosedError(CloseCode.TOO_SLOW) from error
        except AppError as error:
            await self._refuse(None, error)
            raise ClosedError(CloseCode.UNAUTHENTICATED) from error
        await self._hear(first)
        if self._claims is None:
            raise ClosedError(CloseCode.UNAUTHENTICATED)
        return self._claims.user_id

    async def _guard(self, user_id: str) -> None:
        """End the connection once whoever speaks has signed out, or may not speak any more."""
        accounts = self._services.accounts
        with suppress(ClosedError), accounts.departures.watched(user_id) as news:
            while self._claims is not None:
                with suppress(TimeoutError):
                    async with asyncio.timeout(min(LOOK_S, _left_s(self._claims))):
                        await news.wait()
                news.clear()
                try:
                    await accounts.stay(self._claims)
                except (UnauthenticatedError, TokenExpiredError) as error:
                    await self._refuse(None, error)
                    await self._connection.close(CloseCode.UNAUTHENTICATED)
                    return
                except AppError as error:  # nobody can be asked now; somebody will be soon
                    log.warning("socket_not_guarded", reason=error.detail)

    async def _hear(self, text: str) -> None:
        """Do what a message asks.

        Raises:
            ClosedError: Who speaks may not go on.
        """
        request_id: str | None = None
        try:
            message = _read(text)
            request_id = getattr(message, "request_id", None)
            await self._do(message)
        except (UnauthenticatedError, TokenExpiredError) as error:
            await self._refuse(request_id, error)
            raise ClosedError(CloseCode.UNAUTHENTICATED) from error
        except AppError as error:
            await self._refuse(request_id, error)

    async def _do(self, message: ClientMessage) -> None:
        match message:
            case AuthIn():
                await self._authenticate(message.token.get_secret_value())
            case PingIn():
                await self._connection.send({"type": "pong"})
            case StartIn():
                user = await self._user()
                asked = ChatRequest.model_validate(message.model_dump(exclude={"type"}))
                self._tell(message.request_id, self._begun(user, asked))
            case ResumeIn():
                user = await self._user()
                self._tell(message.request_id, self._attached(user, message))
            case CancelIn():
                user = await self._user()
                await self._services.assistant.cancel(user.id, message.request_id)

    async def _authenticate(self, token: str) -> None:
        claims = self._services.accounts.read(token)
        if self._claims is not None and self._claims.user_id != claims.user_id:
            raise ForbiddenError("This connection belongs to somebody else")
        await self._welcome(claims)

    async def _welcome(self, claims: AccessClaims) -> None:
        user = await self._services.accounts.admit(claims)
        self._claims = claims
        await self._connection.send({"type": "ready", "user_id": user.id})

    async def _user(self) -> User:
        if self._claims is None:
            raise UnauthenticatedError("Say who you are first: send a message of type auth")
        return await self._services.accounts.admit(self._claims)

    def _tell(self, request_id: str, frames: AsyncIterator[Frame]) -> None:
        """Have the frames of a turn sent; one that is told already is told anew."""
        if earlier := self._telling.pop(request_id, None):
            earlier.cancel()
        telling = asyncio.create_task(self._send_all(request_id, frames))
        self._telling[request_id] = telling
        telling.add_done_callback(lambda done: self._forget(request_id, done))

    def _forget(self, request_id: str, done: asyncio.Task[None]) -> None:
        if self._telling.get(request_id) is done:
            del self._telling[request_id]

    async def _send_all(self, request_id: str, frames: AsyncIterator[Frame]) -> None:
        with bound_context(new_trace_id()), suppress(ClosedError):
            try:
                async for frame in frames:
                    await self._connection.send(self._message(request_id, frame))
            except AppError as error:
                await self._refuse(request_id, error)
            except ClosedError:
                raise
            except Exception:
                log.exception("turn_not_told")
                await self._refuse(request_id, AppError())

    async def _begun(self, user: User, asked: ChatRequest) -> AsyncIterator[Frame]:
        language = language_of(self._socket.headers.get("accept-language", ""))
        turn = await self._services.assistant.begin(user.id, asked, asked.language or language)
        async for frame in turn.frames():
            yield frame

    async def _attached(self, user: User, wish: ResumeIn) -> AsyncIterator[Frame]:
        turn = self._services.assistant.attach(user.id, wish.request_id, wish.after_seq)
        async for frame in turn:
            yield frame

    def _message(self, request_id: str, frame: Frame) -> dict[str, object]:
        match frame:
            case FinalFrame(seq=seq, reply=reply):
                told = {"seq": seq, "code": 0, "msg": "ok", "data": reply.model_dump(mode="json")}
                return {"type": "final", "request_id": request_id, **told}
            case FailedFrame(seq=seq, error=error):
                return self._error(request_id, error, seq)
        return {
            "type": _KINDS[type(frame)], "request_id": request_id, **frame.model_dump(mode="json"),
        }  # fmt: skip

    def _error(
        self, request_id: str | None, error: AppError, seq: int | None = None
    ) -> dict[str, object]:
        problem = problem_of(self._socket.headers, error)
        return {
            "type": "error", "request_id": request_id, "seq": seq,
            **problem.model_dump(mode="json", exclude={"type"}), "problem": problem.type,
        }  # fmt: skip

    async def _refuse(self, request_id: str | None, error: AppError) -> None:
        await self._connection.send(self._error(request_id, error))


def _left_s(claims: AccessClaims) -> float:
    """Return how long a token may still be used."""
    return max((claims.expires_at + CLOCK_LEEWAY - utc_now()).total_seconds(), 0.0)


def _read(text: str) -> ClientMessage:
    """Return a message of a client.

    Raises:
        MalformedError: It is no JSON.
        InvalidRequestError: It is none of the messages there are.
    """
    try:
        return client_message.validate_json(text)
    except ValidationError as error:
        items = error.errors(include_url=False, include_input=False, include_context=False)
        if items[0]["type"] == "json_invalid":
            raise MalformedError("The message is no JSON") from error
        where = ".".join(map(str, items[0]["loc"])) or "message"
        raise InvalidRequestError(
            f"{where}: {items[0]['msg']}",
            errors=[
                {"loc": list(item["loc"]), "type": item["type"], "msg": item["msg"]}
                for item in items
            ],
        ) from error
