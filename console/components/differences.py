"""Two texts line by line, as HTML; pure functions."""

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import groupby

from console.texts import Words
from core.schemas.prompts import DiffLineOut

_AROUND = 3
"""So many equal lines are shown beside a change; longer runs are folded."""
_SIGNS = {"equal": "", "delete": "−", "insert": "+"}
_STYLE = """<style>
.tw-diff { border: 1px solid color-mix(in srgb, currentColor 16%, transparent); width: 100%;
  border-radius: .5rem; border-collapse: separate; border-spacing: 0;
  font-size: .82rem; line-height: 1.5; overflow: hidden; margin: 0 0 .6rem; }
.tw-diff td { border: 0; padding: .05rem .5rem; vertical-align: top; white-space: pre-wrap;
  overflow-wrap: anywhere; font-family: ui-monospace, 'Cascadia Mono', Consolas,
  'DejaVu Sans Mono', 'Noto Sans Mono CJK SC', monospace; }
.tw-diff td:last-child { width: 100%; }
.tw-diff .tw-line { text-align: right; white-space: nowrap; opacity: .6; user-select: none; }
.tw-diff .tw-sign { text-align: center; font-weight: 700; user-select: none; }
.tw-diff .tw-delete { background: color-mix(in srgb, #dc2626 16%, transparent); }
.tw-diff .tw-insert { background: color-mix(in srgb, #16a34a 18%, transparent); }
.tw-diff .tw-folded td { opacity: .75; font-style: italic; text-align: center;
  background: color-mix(in srgb, currentColor 5%, transparent); }
@media (max-width: 640px) { .tw-diff .tw-line { display: none; } }
</style>"""


def diff_html(lines: Iterable[DiffLineOut], say: Words) -> str:
    """Return a table of the lines: those gone, those that came, and what is near them."""
    blocks = [(op, list(block)) for op, block in groupby(lines, key=lambda line: line.op)]
    rows = "".join(
        "".join(_rows(op, block, say, first=index == 0, last=index == len(blocks) - 1))
        for index, (op, block) in enumerate(blocks)
    )
    return f'{_STYLE}<table class="tw-diff">{rows}</table>'


def counts(lines: Iterable[DiffLineOut]) -> tuple[int, int]:
    """Return how many lines come and how many go."""
    ops = [line.op for line in lines]
    return ops.count("insert"), ops.count("delete")


def _rows(
    op: str, block: Sequence[DiffLineOut], say: Words, *, first: bool, last: bool
) -> Iterator[str]:
    """Yield the rows of lines of one kind; of many equal ones only those beside a change."""
    head, tail = 0 if first else _AROUND, 0 if last else _AROUND
    folded = len(block) - head - tail
    if op != "equal" or folded <= 1:
        yield from map(_row, block)
        return
    yield from map(_row, block[:head])
    yield f'<tr class="tw-folded"><td colspan="4">{say("compare.equal", count=folded)}</td></tr>'
    yield from map(_row, block[len(block) - tail :])


def _row(line: DiffLineOut) -> str:
    numbers = "".join(
        f'<td class="tw-line">{number or ""}</td>' for number in (line.before, line.after)
    )
    sign, text = _SIGNS[line.op], escape(line.text) or "&nbsp;"
    return f'<tr class="tw-{line.op}">{numbers}<td class="tw-sign">{sign}</td><td>{text}</td></tr>'
