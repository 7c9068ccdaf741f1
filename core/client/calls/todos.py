"""To-dos of a trip, and the tasks that make them and work through them."""

from core.client.calls.call import Call, changed, path_of
from core.schemas.envelope import Envelope
from core.schemas.tasks import TaskAccepted
from core.schemas.todos import DecomposeIn, ExecuteIn, TodoEdit, TodoIn, TodoOut, TodoTree


def todos(trip_id: str) -> Call[TodoTree]:
    """Ask for every to-do of a trip."""
    return Call("GET", path_of("/api/trips", trip_id, "todos"), Envelope[TodoTree])


def create_todo(trip_id: str, body: TodoIn) -> Call[TodoOut]:
    """Ask for a to-do of one's own."""
    path = path_of("/api/trips", trip_id, "todos")
    return Call("POST", path, Envelope[TodoOut], body=changed(body))


def todo(todo_id: str) -> Call[TodoOut]:
    """Ask for one to-do."""
    return Call("GET", path_of("/api/todos", todo_id), Envelope[TodoOut])


def edit_todo(todo_id: str, version: int, body: TodoEdit) -> Call[TodoOut]:
    """Ask to change, tick off or move a to-do."""
    path = path_of("/api/todos", todo_id)
    return Call("PATCH", path, Envelope[TodoOut], body=changed(body), version=version)


def delete_todo(todo_id: str, version: int) -> Call[None]:
    """Ask to delete a to-do with everything below it."""
    return Call("DELETE", path_of("/api/todos", todo_id), Envelope[None], version=version)


def decompose_trip(trip_id: str, body: DecomposeIn) -> Call[TaskAccepted]:
    """Ask to break a trip down into to-dos."""
    path = path_of("/api/trips", trip_id, "decompose")
    return Call("POST", path, Envelope[TaskAccepted], body=changed(body))


def decompose_todo(todo_id: str, body: DecomposeIn) -> Call[TaskAccepted]:
    """Ask to break one to-do down."""
    path = path_of("/api/todos", todo_id, "decompose")
    return Call("POST", path, Envelope[TaskAccepted], body=changed(body))


def execute_trip(trip_id: str, body: ExecuteIn) -> Call[TaskAccepted]:
    """Ask to work through the to-dos a tool can do."""
    path = path_of("/api/trips", trip_id, "execute")
    return Call("POST", path, Envelope[TaskAccepted], body=changed(body))
