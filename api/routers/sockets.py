"""Where WebSockets are opened; from pages of others they are not."""

from urllib.parse import urlsplit

from fastapi import APIRouter
from starlette.websockets import WebSocket

from api.sockets.assistant import AssistantSocket
from api.sockets.connection import CloseCode
from core.bootstrap import Container
from core.kernel.context import bound_context
from core.kernel.ids import new_trace_id, trace_id_of
from core.kernel.settings import Settings
from core.schemas.accounts import SocketPath

router = APIRouter()


@router.websocket(SocketPath.ASSISTANT)
@router.websocket(SocketPath.AGENT)
async def talk(socket: WebSocket) -> None:
    """Talk with the assistant; `core.schemas.sockets` says in which messages."""
    if not _may_open(socket, socket.app.state.settings):
        await socket.close(CloseCode.FORBIDDEN)  # before it is opened: the server says 403
        return
    services: Container = socket.app.state.container
    with bound_context(trace_id_of(socket.headers.get("traceparent")) or new_trace_id()):
        await socket.accept()
        client = AssistantSocket(socket, services)
        open_sockets: set[AssistantSocket] = socket.app.state.sockets
        open_sockets.add(client)
        try:
            await client.serve()
        finally:
            open_sockets.discard(client)


def _may_open(socket: WebSocket, settings: Settings) -> bool:
    """Say whether the page that opens a connection may: one of ours, one that is named, or none."""
    origin = socket.headers.get("origin")
    if origin is None:
        return True
    named = {one.strip().rstrip("/") for one in settings.websocket_origins.split(",")}
    is_ours = urlsplit(origin).netloc == socket.headers.get("host")
    return is_ours or origin in named
