"""Runs a constraint of the benchmark: a few lines of Python that leave a `result`.

The lines come from a file. They are never executed: a walk over their syntax tree knows a small
part of the language (assignments, loops, conditions, sets and lists) and the named functions,
counts its steps, and refuses everything else. What it hands to the lines are copies: no line can
change the plan it is about.
"""

import ast
import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

MAX_CHARS = 8_000
MAX_STEPS = 200_000
_MAX_DEPTH = 40
_MAX_NUMBER = 1e15

_COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.In: lambda left, right: left in right,
    ast.NotIn: lambda left, right: left not in right,
    ast.Is: operator.is_,
    ast.IsNot: operator.is_not,
}
_ARITHMETIC: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
_SETS: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.BitAnd: operator.and_,
    ast.BitOr: operator.or_,
    ast.Sub: operator.sub,
}
_METHODS: dict[str, type] = {"add": set, "append": list}


class FragmentError(ValueError):
    """The lines are not of the constraint language, or failed on this plan."""


class _Leave(Exception):  # noqa: N818 - a signal between loop and body
    """The loop ends here, or with `again` its round."""

    def __init__(self, *, again: bool) -> None:
        self.again = again


def parse_fragment(code: str) -> ast.Module:
    """Return the syntax tree.

    Raises:
        FragmentError: It is too long, or no Python.
    """
    if len(code) > MAX_CHARS:
        raise FragmentError(f"more than {MAX_CHARS} characters")
    try:
        return ast.parse(code)
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        raise FragmentError(f"not parsed: {error}") from error


def run_fragment(
    code: str | ast.Module, plan: Mapping[str, Any], concepts: Mapping[str, Callable[..., Any]]
) -> Any:
    """Return the `result` the lines leave for a plan, in JSON values.

    Raises:
        FragmentError: They use what the language lacks, take too many steps, fail, or leave none.
    """
    tree = parse_fragment(code) if isinstance(code, str) else code
    machine = _Machine(dict(concepts) | {"set": set}, {"plan": plan})
    try:
        machine.run(tree.body)
    except FragmentError:
        raise
    except _Leave as error:
        raise FragmentError("break outside a loop") from error
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        raise FragmentError(f"failed: {type(error).__name__}: {error}") from error
    if "result" not in machine.names:
        raise FragmentError("no result")
    return machine.names["result"]


@dataclass
class _Machine:
    """One run: its names, and how many steps it has taken."""

    calls: Mapping[str, Callable[..., Any]]
    names: dict[str, Any]
    steps: int = 0
    depth: int = field(default=0)

    def run(self, body: list[ast.stmt]) -> None:
        for statement in body:
            self._step(statement)
            match statement:
                case ast.Assign(targets=[target], value=value):
                    self._bind(target, self.value(value))
                case ast.AugAssign(target=ast.Name(id=name), op=op, value=value):
                    self._bind(ast.Name(name), self._binary(op, self._name(name), value))
                case ast.For(target=target, iter=source, body=inner, orelse=[]):
                    self._loop(target, self.value(source), inner)
                case ast.If(test=test, body=inner, orelse=other):
                    self._nested(inner if self.value(test) else other)
                case ast.Expr(value=ast.Call() as call):
                    self.value(call)
                case ast.Break():
                    raise _Leave(again=False)
                case ast.Continue():
                    raise _Leave(again=True)
                case ast.Pass():
                    pass
                case _:
                    raise FragmentError(f"not allowed: {type(statement).__name__}")

    def _nested(self, body: list[ast.stmt]) -> None:
        self.depth += 1
        try:
            if self.depth > _MAX_DEPTH:
                raise FragmentError("nested too deep")
            self.run(body)
        finally:
            self.depth -= 1

    def _loop(self, target: ast.expr, source: Any, body: list[ast.stmt]) -> None:
        if not isinstance(source, list | set | tuple):
            raise FragmentError(f"no loop over {type(source).__name__}")
        for item in source:
            self._bind(target, item)
            try:
                self._nested(body)
            except _Leave as leave:
                if not leave.again:
                    break

    def _bind(self, target: ast.expr, value: Any) -> None:
        match target:
            case ast.Name(id=name):
                if name in self.calls or name == "plan":
                    raise FragmentError(f"{name!r} cannot be assigned")
                self.names[name] = value
            case ast.Tuple(elts=targets) if isinstance(value, tuple | list):
                if len(targets) != len(value):
                    raise FragmentError("unequal assignment")
                for part, item in zip(targets, value, strict=True):
                    self._bind(part, item)
            case _:
                raise FragmentError(f"not assigned: {type(target).__name__}")

    def value(self, node: ast.expr) -> Any:
        self._step(node)
        self.depth += 1
        try:
            if self.depth > _MAX_DEPTH:
                raise FragmentError("nested too deep")
            return self._value(node)
        finally:
            self.depth -= 1

    def _value(self, node: ast.expr) -> Any:  # noqa: C901 - one case for each kind of expression
        match node:
            case ast.Constant(value=bool() | int() | float() | str() | None as constant):
                return constant
            case ast.Name(id=name):
                return self._name(name)
            case ast.Set(elts=items):
                return set(self._each(items))
            case ast.List(elts=items):
                return list(self._each(items))
            case ast.Tuple(elts=items):
                return tuple(self._each(items))
            case ast.Compare(left=left, ops=ops, comparators=rights):
                return self._compare(left, ops, rights)
            case ast.BoolOp(op=op, values=values):
                return self._either(values) if isinstance(op, ast.Or) else self._both(values)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return not self.value(operand)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return -_number(self.value(operand))
            case ast.BinOp(left=left, op=op, right=right):
                return self._binary(op, self.value(left), right)
            case ast.Subscript(value=of, slice=key):
                return _item(self.value(of), self.value(key))
            case ast.Call(func=ast.Name(id=name), args=args, keywords=[]):
                return self._call(name, args)
            case ast.Call(func=ast.Attribute(value=of, attr=attr), args=[arg], keywords=[]):
                return _change(attr, self.value(of), self.value(arg))
            case _:
                raise FragmentError(f"not allowed: {type(node).__name__}")

    def _each(self, items: list[ast.expr]) -> Iterator[Any]:
        return (self.value(item) for item in items)

    def _name(self, name: str) -> Any:
        if name not in self.names:
            raise FragmentError(f"unknown name {name!r}")
        return self.names[name]

    def _call(self, name: str, args: list[ast.expr]) -> Any:
        if name not in self.calls:
            raise FragmentError(f"unknown function {name!r}")
        if name == "set" and args:
            raise FragmentError("set takes nothing")
        return _own(self.calls[name](*self._each(args)))

    def _compare(self, left: ast.expr, ops: list[ast.cmpop], rights: list[ast.expr]) -> Any:
        value = self.value(left)
        for op, right in zip(ops, rights, strict=True):
            other = self.value(right)
            if not _COMPARE[type(op)](value, other):
                return False
            value = other
        return True

    def _both(self, values: list[ast.expr]) -> Any:
        found: Any = True
        for value in values:
            found = self.value(value)
            if not found:
                break
        return found

    def _either(self, values: list[ast.expr]) -> Any:
        found: Any = False
        for value in values:
            found = self.value(value)
            if found:
                break
        return found

    def _binary(self, op: ast.operator, left: Any, right_node: ast.expr) -> Any:
        right = self.value(right_node)
        if isinstance(left, set) and isinstance(right, set) and type(op) in _SETS:
            return _SETS[type(op)](left, right)
        if type(op) not in _ARITHMETIC:
            raise FragmentError(f"not allowed: {type(op).__name__}")
        return _number(_ARITHMETIC[type(op)](_number(left), _number(right)))

    def _step(self, node: ast.AST) -> None:
        self.steps += 1
        if self.steps > MAX_STEPS:
            raise FragmentError(f"more than {MAX_STEPS} steps at {type(node).__name__}")


def _number(value: Any) -> float | int:
    if not isinstance(value, int | float) or not abs(value) <= _MAX_NUMBER:
        raise FragmentError(f"no number of use: {type(value).__name__}")
    return value


def _own(value: Any) -> Any:
    return list(value) if isinstance(value, list) else value


def _item(of: Any, key: Any) -> Any:
    if (isinstance(of, list) and isinstance(key, int)) or isinstance(of, Mapping):
        return _own(of[key])
    raise FragmentError(f"no item of {type(of).__name__}")


def _change(method: str, of: Any, value: Any) -> None:
    if method not in _METHODS or not isinstance(of, _METHODS[method]):
        raise FragmentError(f"unknown method {method!r}")
    if isinstance(value, list):
        raise FragmentError("no list inside another")
    getattr(of, method)(value)
