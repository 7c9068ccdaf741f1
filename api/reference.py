"""The reference of the API, from its OpenAPI document: every route, every shape it speaks of."""

import json
import re
from collections.abc import Iterable
from html import escape
from typing import Any

Schema = dict[str, Any]

_METHODS = ("get", "post", "put", "patch", "delete")
_PREFIX = "#/components/schemas/"
_LIMITS = {
    "minimum": "at least {}",
    "exclusiveMinimum": "more than {}",
    "maximum": "at most {}",
    "minLength": "at least {} characters",
    "maxLength": "at most {} characters",
    "minItems": "at least {} items",
    "maxItems": "at most {} items",
    "pattern": "pattern {}",
    "default": "default {}",
}
_NAMED = re.compile("`([^`]+)`")
_FIRST_STEPS = (
    (
        "Make an account; the answer holds an <code>access_token</code>. It is good for minutes,"
        " <code>POST /api/auth/refresh</code> changes it for the next. <code>$API</code> is the"
        " address of this page.",
        'curl "$API/api/auth/register" --json \'{"email": "me@example.org", "password":'
        ' "ten letters or more"}\'',
    ),
    (
        "Ask for a plan, in words or in fields. <code>understood</code> tells which words were read"
        " as what, <code>assumptions</code> what nobody said, <code>obstacles</code> what cannot be"
        " had and what was done instead, <code>report</code> what was checked: a hard check that"
        " failed makes <code>report.passed</code> false, soft ones are advice.",
        'curl "$API/api/ai/plan" -H "Authorization: Bearer $TOKEN" -H "Accept-Language: en" --json'
        ' \'{"text": "a week in Paris and London for two", "mode": "deep", "save": true}\'',
    ),
    (
        "Take the saved trip along: <code>trip_id</code> of the answer, and a format.",
        'curl "$API/api/trips/$TRIP/export?format=ics&language=en" -H "Authorization: Bearer'
        ' $TOKEN" -o trip.ics',
    ),
)


def reference(document: dict[str, Any]) -> str:
    """Return the reference as HTML without any address outside itself."""
    schemas: dict[str, Schema] = document["components"]["schemas"]
    paths = _opened(document["paths"], schemas)
    groups = "".join(_group(tag, paths) for tag in document["tags"])
    shapes = "".join(_shape(name, schemas[name]) for name in sorted(schemas) if _is_shown(name))
    return (
        f"<h2>First steps</h2><ol>{_first_steps()}</ol>"
        "<p>Every answer is an envelope <code>{code, msg, data}</code>; below stands what"
        " <code>data</code> is. A failure has the HTTP status that fits, a <code>code</code> of our"
        f" own and the shape {_link('Problem')}. Money is in minor units (cents) with a currency."
        " Messages come in the language of <code>Accept-Language</code>: <code>en</code> or"
        f" <code>zh</code>.</p>{groups}<h2>Shapes</h2>{shapes}"
        "<p><a href='/openapi.json'>openapi.json</a></p>"
    )


def _first_steps() -> str:
    return "".join(
        f"<li>{words}<pre>{escape(command)}</pre></li>" for words, command in _FIRST_STEPS
    )


def _opened(node: Any, schemas: dict[str, Schema]) -> Any:
    """Return a part of the document with what is in an envelope in place of the envelope."""
    if isinstance(node, list):
        return [_opened(item, schemas) for item in node]
    if not isinstance(node, dict):
        return node
    name = str(node.get("$ref", "")).removeprefix(_PREFIX)
    if name and not _is_shown(name):
        return schemas[name]["properties"]["data"]
    return {key: _opened(value, schemas) for key, value in node.items()}


def _group(tag: dict[str, str], paths: dict[str, Any]) -> str:
    routes = "".join(
        _route(method, path, operations[method])
        for path, operations in sorted(paths.items())
        for method in _METHODS
        if method in operations and tag["name"] in operations[method]["tags"]
    )
    title = escape(tag["name"].capitalize())
    return f"<h2>{title}</h2><p>{escape(tag.get('description', ''))}</p>{routes}" if routes else ""


def _route(method: str, path: str, operation: dict[str, Any]) -> str:
    first, _, rest = operation.get("description", "").partition("\n\n")
    return (
        f"<details><summary><b>{method.upper()}</b> <code>{escape(path)}</code>"
        f" {_prose(first)}</summary>"
        f"{''.join(f'<p>{_prose(part)}</p>' for part in rest.split(chr(10) * 2) if part)}"
        f"{_parameters(operation.get('parameters', []))}{_body(operation)}"
        f"{_responses(operation['responses'])}</details>"
    )


def _parameters(parameters: list[dict[str, Any]]) -> str:
    return _table(
        "Parameters",
        (
            (
                f"<code>{escape(one['name'])}</code> ({escape(one['in'])})"
                f"{' required' if one.get('required') else ''}",
                _kind(one.get("schema", {})),
                _prose(one.get("description") or one.get("schema", {}).get("description", "")),
            )
            for one in parameters
        ),
    )


def _body(operation: dict[str, Any]) -> str:
    content = operation.get("requestBody", {}).get("content", {})
    return _table(
        "Body",
        ((escape(media), _kind(of.get("schema", {})), "") for media, of in content.items()),
    )


def _responses(responses: dict[str, Any]) -> str:
    return _table(
        "Answers",
        (
            (status, _answer(response), escape(response.get("description", "")))
            for status, response in sorted(responses.items())
        ),
    )


def _answer(response: dict[str, Any]) -> str:
    """Return what an answer holds, once; of the media types a failure comes in it is the same."""
    content = response.get("content", {})
    kinds = (_kind(of["schema"]) if of.get("schema") else escape(m) for m, of in content.items())
    return ", ".join(dict.fromkeys(kind for kind in kinds if kind))


def _shape(name: str, schema: Schema) -> str:
    required = set(schema.get("required", ()))
    rows = (
        (
            f"<code>{escape(field)}</code>{' required' if field in required else ''}",
            _kind(kind),
            _prose(" · ".join(filter(None, [kind.get("description", ""), _limits(kind)]))),
        )
        for field, kind in schema.get("properties", {}).items()
    )
    values = "" if schema.get("properties") else f"<p>{_kind(schema)}</p>"
    # What an address names must lie inside, for the browser to open what is folded.
    return (
        f"<details><summary><code>{escape(name)}</code> {_prose(schema.get('description', ''))}"
        f"</summary><div id='{escape(name)}'>{values}{_table('', rows)}</div></details>"
    )


def _kind(schema: Schema) -> str:
    """Return a type in words, with links to shapes."""
    if "$ref" in schema:
        return _link(str(schema["$ref"]).removeprefix(_PREFIX))
    for choice in ("anyOf", "oneOf"):
        if choice in schema:
            return " or ".join(dict.fromkeys(map(_kind, schema[choice])))
    if "enum" in schema:
        return " | ".join(f"<code>{escape(str(value))}</code>" for value in schema["enum"])
    if "const" in schema:
        return f"<code>{escape(str(schema['const']))}</code>"
    if schema.get("type") == "array":
        return f"list of {_kind(schema.get('items', {}))}"
    return escape(str(schema.get("format") or schema.get("type") or "anything"))


def _prose(text: str) -> str:
    """Return text of a docstring, in which backticks stand around names."""
    return _NAMED.sub(r"<code>\1</code>", escape(text))


def _link(name: str) -> str:
    return f"<a href='#{escape(name)}'>{escape(name)}</a>"


def _limits(schema: Schema) -> str:
    """Return the limits of a field in words; those of an optional one stand in its choices."""
    choices = [schema, *schema.get("anyOf", [])]
    said = (
        words.format(f"{found:g}" if isinstance(found, float) else _value(found))
        for key, words in _LIMITS.items()
        for choice in choices
        if (found := choice.get(key)) not in (None, "")
    )
    return ", ".join(dict.fromkeys(said))


def _value(found: Any) -> str:
    return found if isinstance(found, str) else json.dumps(found)


def _is_shown(name: str) -> bool:
    return not name.startswith("Envelope_")


def _table(title: str, rows: Iterable[tuple[str, str, str]]) -> str:
    cells = "".join(
        f"<tr><td>{name}</td><td>{kind}</td><td>{words}</td></tr>" for name, kind, words in rows
    )
    head = f"<h3>{escape(title)}</h3>" if title else ""
    return f"{head}<table>{cells}</table>" if cells else ""
