"""Prompts come by key from one place, and render with exactly the values they name."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.prompts.defaults import builtin_prompts
from core.prompts.domain import Prompt, builtin_version
from core.prompts.registry import PromptRegistry

_ROOT = Path(__file__).parents[2]
_ROOMS = ("core", "api", "worker", "console", "chat_demo")
_KEYS = {
    "planner.understand",
    "planner.fast",
    "planner.deep_day",
    "planner.narrate",
    "todos.decompose",
    "documents.booking",
    "documents.tender",
    "documents.workload",
    "documents.summary",
    "memory.extract",
    "assistant.system.main",
    "assistant.stage.before",
    "assistant.stage.during",
    "assistant.stage.after",
    "assistant.route",
    "assistant.answer",
    "chat_demo.system",
}
_SAID_WITH_ANOTHER = "assistant."
"""Keys that begin like this are said behind `assistant.system.main`, which says what data is."""


def a_prompt(content: str = "Answer in {{language}}.") -> Prompt:
    """Return a prompt with one hole."""
    return Prompt(key="test.key", title="A test", version="1", content=content)


async def test_what_the_assistant_says_of_data_stands_before_all_its_other_prompts() -> None:
    assert "<data>" in (await PromptRegistry().get("assistant.system.main")).content


def test_the_built_in_prompts_are_these() -> None:
    assert builtin_prompts().keys() == _KEYS


@pytest.mark.parametrize("key", sorted(_KEYS))
async def test_every_prompt_renders_and_leaves_no_hole(key: str) -> None:
    prompt = await PromptRegistry().get(key)

    text = prompt.render(**dict.fromkeys(prompt.variables, "English"))

    assert prompt.key == key
    assert prompt.title
    assert not prompt.title.startswith("#")
    assert prompt.version == builtin_version(prompt.content)
    assert "{{" not in text
    assert "<data>" in text or key.startswith(_SAID_WITH_ANOTHER)


async def test_an_unknown_key_is_an_error_that_names_it() -> None:
    with pytest.raises(KeyError, match=r"planner\.slow"):
        await PromptRegistry().get("planner.slow")


def test_a_value_fills_every_hole_of_its_name() -> None:
    assert a_prompt("{{a}} and {{a}}, {{b}}").render(a="x", b="y") == "x and x, y"


def test_a_value_is_put_in_as_it_is_even_where_it_looks_like_a_hole() -> None:
    assert a_prompt("{{a}} {{b}}").render(a="{{b}}", b=r"\1 {a}") == r"{{b}} \1 {a}"


@pytest.mark.parametrize("values", [{}, {"tongue": "x"}, {"language": "x", "tongue": "x"}])
def test_values_that_do_not_fit_the_holes_are_an_error_that_names_them(
    values: dict[str, str],
) -> None:
    with pytest.raises(KeyError, match=r"test\.key.*(language|tongue)"):
        a_prompt().render(**values)


def test_no_module_writes_a_system_prompt_of_its_own() -> None:
    found = {path.name: literal_system_prompts(text) for path, text in _sources_with_systems()}

    assert "prompting.py" in found
    assert {name: literals for name, literals in found.items() if literals} == {}


@pytest.mark.parametrize(
    "source",
    [
        'Message("system", "You plan trips.")',
        'Message(role="system", content=f"You plan {what}.")',
        'types.Message("system", "You plan " + what)',
        'x = {"role": "system", "content": "You plan trips."}',
        'TEXT = "You are a planner."\nMessage("system", TEXT)',
    ],
)
def test_a_system_prompt_written_into_a_module_would_be_found(source: str) -> None:
    assert literal_system_prompts(source)


def test_a_system_prompt_that_was_rendered_is_none_of_those() -> None:
    source = 'def f(prompt, system):\n    g(prompt.render())\n    Message("system", system)\n'

    assert literal_system_prompts(source) == []


def _sources_with_systems() -> Iterator[tuple[Path, str]]:
    """Yield the modules of the product that speak of a system role at all."""
    for room in _ROOMS:
        for path in sorted((_ROOT / room).rglob("*.py")):
            text = path.read_text(encoding="utf-8")
            if '"system"' in text:
                yield path, text


def literal_system_prompts(source: str) -> list[str]:
    """Return the system messages of a module whose words are not handed to it."""
    tree = ast.parse(source)
    handed = {arg.arg for node in ast.walk(tree) if isinstance(node, ast.arguments)
              for arg in (*node.args, *node.kwonlyargs)}  # fmt: skip
    contents = [content for node in ast.walk(tree) for content in _system_contents(node)]
    return [
        ast.unparse(content)
        for content in contents
        if not (isinstance(content, ast.Name) and content.id in handed)
    ]


def _system_contents(node: ast.AST) -> list[ast.expr]:
    """Return what stands as content beside the role `system`, in a call or a dictionary."""
    match node:
        case ast.Call(args=args, keywords=keywords):
            named = {keyword.arg: keyword.value for keyword in keywords}
            given = [*args, *(named[name] for name in ("role", "content") if name in named)]
        case ast.Dict(keys=keys, values=values):
            by_key = {
                ast.unparse(key): value for key, value in zip(keys, values, strict=True) if key
            }
            given = [by_key[key] for key in ("'role'", "'content'") if key in by_key]
        case _:
            return []
    match given:
        case [ast.Constant(value="system"), content, *_]:
            return [content]
    return []
