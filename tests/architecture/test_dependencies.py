"""What routes depend on is computed where they run: a thread for each would be waited for."""

import inspect
from collections.abc import Iterator

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts

from api.app import create_app
from tests.support.settings import make_settings


def dependencies_of(dependant: Dependant) -> Iterator[object]:
    for each in dependant.dependencies:
        yield each.call
        yield from dependencies_of(each)


def needs_thread(call: object) -> bool:
    function = call if inspect.isroutine(call) or inspect.isclass(call) else type(call).__call__
    return not (inspect.iscoroutinefunction(function) or inspect.isasyncgenfunction(function))


def test_no_dependency_of_a_route_needs_a_thread() -> None:
    routes = [
        context.original_route
        for context in iter_route_contexts(create_app(make_settings()).routes)
    ]
    calls = {
        call
        for route in routes
        if isinstance(route, APIRoute)
        for call in dependencies_of(route.dependant)
    }

    assert len(calls) > 5
    assert not {str(call) for call in calls if needs_thread(call)}
