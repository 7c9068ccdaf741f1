"""Reads what a constraint collects, adds up and tests, from its syntax tree.

A fragment goes through the activities of a plan and keeps books: a set of what it saw, a sum, the
place of something in the order, or a flag that falls when something is seen. `read_fragment`
follows the lines and returns the claims that the fragment makes about its books, whatever its
variables are called; `compiling` says what the claims mean.
"""

import ast
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from core.benchmarks.chinatravel.fragments import parse_fragment

_OPERATORS: dict[type[ast.cmpop], str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.In: "in",
}
_TURNED = {"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


class UnknownFragmentError(ValueError):
    """The fragment says something the reader has no word for."""


@dataclass(frozen=True, slots=True)
class Term:
    """A function of the activity at hand, of the first (0) or last (-1) one, or of the plan."""

    name: str
    at: int | None = None


@dataclass(frozen=True, slots=True)
class Test:
    """A term compared with a value."""

    term: Term
    operator: str
    value: Any


Guards = tuple[Test, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """A set of what a term was, for the activities that pass the guards."""

    terms: tuple[tuple[Term, Guards], ...] = ()


@dataclass(frozen=True, slots=True)
class Total:
    """A sum of terms over the activities that pass the guards; a bare number counts them."""

    parts: tuple[tuple[Term | float, Guards], ...] = ()


@dataclass(frozen=True, slots=True)
class Quotient:
    """A total, divided by other totals and plan terms, one after another."""

    total: Total
    divisors: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Last:
    """A term of the last activity that passes the guards; as `index` its place in the order."""

    term: Term | None
    guards: Guards


@dataclass(frozen=True, slots=True)
class Flag:
    """A truth that begins as `start` and turns where one of the guards is met."""

    start: bool
    turns: tuple[Guards, ...] = ()


@dataclass(frozen=True, slots=True)
class Relation:
    """Two books or values compared."""

    left: Any
    operator: str
    right: Any


@dataclass(frozen=True, slots=True)
class Together:
    """What two sets have in common; `negated` says that it must be nothing."""

    left: Any
    right: Any
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Conjunction:
    """All of these tests hold at once."""

    tests: Guards


@dataclass(frozen=True, slots=True)
class Distance:
    """The beeline from a named place to what a book holds."""

    place: str
    other: Any


@dataclass(frozen=True, slots=True)
class Choice:
    """One of these claims holds, or with `every` all of them."""

    claims: tuple["Claim", ...]
    every: bool


Claim = Flag | Relation | Together | Conjunction | Choice


def read_fragment(code: str) -> Claim:
    """Return the claim a fragment makes.

    Raises:
        UnknownFragmentError: It does something else.
        FragmentError: It cannot be parsed.
    """
    reader = _Reader()
    reader.follow(parse_fragment(code).body, ())
    return reader.claim()


@dataclass
class _Reader:
    """The books while the lines are followed."""

    books: dict[str, Any] = field(default_factory=dict)
    activity: str | None = None
    claims: list[Claim] = field(default_factory=list)
    list_name: str | None = None

    def claim(self) -> Claim:
        found = self.books.get("result")
        if isinstance(found, Flag | Relation | Together | Conjunction | Choice):
            return found
        raise UnknownFragmentError("no claim is made")

    def follow(self, body: Sequence[ast.stmt], guards: Guards) -> None:
        for statement in body:
            self._statement(statement, guards)

    def _statement(self, statement: ast.stmt, guards: Guards) -> None:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                self._assign(name, value, guards)
            case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=values)):
                for target, value in zip(names, values, strict=True):
                    self._statement(ast.Assign(targets=[target], value=value), guards)
            case ast.AugAssign(target=ast.Name(id=name), op=ast.Add(), value=value):
                self._add(name, value, guards)
            case ast.For(target=ast.Name(id=name), iter=source, body=inner, orelse=[]):
                self._loop(name, source, inner)
            case ast.If(test=test, body=inner, orelse=[]):
                self._branch(test, inner, guards)
            case ast.Expr(value=ast.Call(func=ast.Attribute(), args=[arg]) as call):
                self._collect(call, arg, guards)
            case ast.Break() | ast.Pass():
                pass
            case _:
                raise UnknownFragmentError(ast.unparse(statement))

    def _assign(self, name: str, value: ast.expr, guards: Guards) -> None:
        if self.activity is None:
            if ast.unparse(value) == "[]":
                self.list_name = name
            else:
                self.books[name] = self._value(value)
            return
        found = self._value(value)
        flag = self.books.get(name)
        if isinstance(found, bool) and isinstance(flag, bool | Flag):
            before = Flag(flag) if isinstance(flag, bool) else flag
            if found is before.start:
                raise UnknownFragmentError(ast.unparse(value))
            self.books[name] = replace(before, turns=(*before.turns, guards))
        elif isinstance(found, Term):
            self.books[name] = Last(found, guards)
        elif isinstance(value, ast.Name) and isinstance(found, int | Total):
            self.books[name] = Last(None, guards)
        else:
            raise UnknownFragmentError(ast.unparse(value))

    def _add(self, name: str, value: ast.expr, guards: Guards) -> None:
        if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add):
            self._add(name, value.left, guards)
            self._add(name, value.right, guards)
            return
        before, more = self.books.get(name), self._value(value)
        total = Total() if before in (0, 0.0) else before
        is_number = isinstance(more, int | float) and not isinstance(more, bool)
        if not isinstance(total, Total) or not (isinstance(more, Term) or is_number):
            raise UnknownFragmentError(f"{name} += {ast.unparse(value)}")
        self.books[name] = Total((*total.parts, (more, guards)))

    def _loop(self, name: str, source: ast.expr, inner: list[ast.stmt]) -> None:
        if isinstance(source, ast.Name) and source.id == self.list_name:
            self._join(name, inner)
            return
        if ast.unparse(source) != "allactivities(plan)" or self.activity is not None:
            raise UnknownFragmentError(ast.unparse(source))
        self.activity = name
        self.follow(inner, ())
        self.activity = None

    def _join(self, name: str, inner: list[ast.stmt]) -> None:
        match inner:
            case [
                ast.Assign(
                    targets=[ast.Name(id="result")],
                    value=ast.BoolOp(op=op, values=[ast.Name(id="result"), ast.Name(id=other)]),
                )
            ] if other == name:
                every = isinstance(op, ast.And)
                if self.books.get("result") is not every:
                    raise UnknownFragmentError("joined from the wrong start")
                self.books["result"] = Choice(tuple(self.claims), every)
            case _:
                raise UnknownFragmentError(f"a loop over {self.list_name}")

    def _branch(self, test: ast.expr, inner: list[ast.stmt], guards: Guards) -> None:
        if self.activity is not None:
            more = tuple(self._test(part) for part in _conjuncts(test))
            self.follow(inner, guards + more)
            return
        match inner:
            case [ast.Assign(targets=[ast.Name(id="result")], value=ast.Constant(value=True))]:
                if self.books.get("result") is not False:
                    raise UnknownFragmentError("a test that changes nothing")
                parts = _conjuncts(test)
                self.books["result"] = (
                    Conjunction(tuple(self._test(part) for part in parts))
                    if len(parts) > 1
                    else self._value(test)
                )
            case _:
                raise UnknownFragmentError(ast.unparse(test))

    def _collect(self, call: ast.Call, arg: ast.expr, guards: Guards) -> None:
        match call.func, arg:
            case ast.Attribute(value=ast.Name(id=name), attr="append"), ast.Name(id="result"):
                if name != self.list_name or self.activity is not None:
                    raise UnknownFragmentError(ast.unparse(call))
                self.claims.append(self.claim())
                del self.books["result"]
            case ast.Attribute(value=ast.Name(id=name), attr="add"), _:
                seen, term = self.books.get(name), self._value(arg)
                if not isinstance(seen, Seen) or not isinstance(term, Term):
                    raise UnknownFragmentError(ast.unparse(call))
                self.books[name] = Seen((*seen.terms, (term, guards)))
            case _:
                raise UnknownFragmentError(ast.unparse(call))

    def _test(self, node: ast.expr) -> Test:
        match node:
            case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in _OPERATORS:
                one, other, sign = self._value(left), self._value(right), _OPERATORS[type(op)]
                if not isinstance(one, Term) and isinstance(other, Term) and sign in _TURNED:
                    one, other, sign = other, one, _TURNED[sign]
                if isinstance(one, Term):
                    return Test(one, sign, other)
        raise UnknownFragmentError(ast.unparse(node))

    def _value(self, node: ast.expr) -> Any:  # noqa: C901 - one case for each kind of expression
        match node:
            case ast.Constant(value=value):
                return value
            case ast.Name(id=name) if name in self.books:
                return self.books[name]
            case ast.Set(elts=items) | ast.List(elts=items):
                return frozenset(self._value(item) for item in items)
            case ast.Call(func=ast.Name(id="set"), args=[]):
                return Seen()
            case ast.Call(func=ast.Name(id="poi_distance"), args=[_, place, other]):
                return Distance(self._value(place), self._value(other))
            case ast.Call(func=ast.Name(id=name), args=[first, *_]):
                return self._term(name, first)
            case ast.Subscript(value=owner, slice=ast.Constant(value="type")):
                return self._term("activity_type", owner)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return self._negated(self._value(operand))
            case ast.BinOp(left=left, op=ast.BitAnd(), right=right):
                return Together(self._value(left), self._value(right))
            case ast.BinOp(left=left, op=ast.Div(), right=right):
                return _divided(self._value(left), self._value(right))
            case ast.BinOp(left=left, op=ast.Sub(), right=ast.Constant(value=1)):
                return (self._value(left), "less one")
            case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in _OPERATORS:
                return Relation(self._value(left), _OPERATORS[type(op)], self._value(right))
            case _:
                raise UnknownFragmentError(ast.unparse(node))

    def _negated(self, value: Any) -> Any:
        if isinstance(value, Together):
            return replace(value, negated=not value.negated)
        raise UnknownFragmentError("a negation of something else than common members")

    def _term(self, name: str, of: ast.expr) -> Term:
        match of:
            case ast.Name(id="plan"):
                return Term(name, None)
            case ast.Name(id=other) if other == self.activity:
                return Term(name)
            case ast.Call(func=ast.Name(id="activity_transports"), args=[ast.Name(id=other)]) if (
                other == self.activity
            ):
                return Term(name)
            case ast.Subscript(value=source, slice=index) if (
                ast.unparse(source) == "allactivities(plan)"
            ):
                return Term(name, _index(index))
            case _:
                raise UnknownFragmentError(f"{name}({ast.unparse(of)})")


def _divided(left: Any, right: Any) -> Quotient:
    if isinstance(left, Total):
        return Quotient(left, (right,))
    if isinstance(left, Quotient):
        return Quotient(left.total, (*left.divisors, right))
    raise UnknownFragmentError("a division of something else than a sum")


def _index(node: ast.expr) -> int:
    match node:
        case ast.Constant(value=0):
            return 0
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=1)):
            return -1
        case _:
            raise UnknownFragmentError(ast.unparse(node))


def _conjuncts(node: ast.expr) -> list[ast.expr]:
    if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.And):
        return [part for value in node.values for part in _conjuncts(value)]
    return [node]
