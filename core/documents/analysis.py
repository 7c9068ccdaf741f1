"""Analyses a text: part by part through a model, each finding held against the text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from core.documents.answers import read_summary
from core.documents.chunks import Chunk, split
from core.documents.domain import DocumentFormat, DocumentText
from core.documents.findings import Findings, read_findings
from core.documents.grounding import Ground
from core.documents.prompting import Frame, part_call, summary_call
from core.documents.quotes import QuoteFinder
from core.documents.tabs import count_items, make_tabs
from core.kernel.errors import ModelError
from core.llm.structured import parse_object
from core.llm.types import ChatModel
from core.prompts.registry import PromptRegistry
from core.schemas.documents import DocumentAnalysis, DocumentStats

_TRIES = 2
_MAX_VIOLATIONS_TOLD = 20


class Report(Protocol):
    """Told how far the work is: an event by its key, with what belongs to it."""

    def __call__(self, event: str, /, **data: Any) -> None:
        """Hear of a step."""
        ...


@dataclass(frozen=True, slots=True)
class _Part:
    summary: str
    findings: Findings
    violations: list[str]
    dropped_items: int
    dropped_fields: int


class Analyst:
    """Asks a model about one document after the other."""

    def __init__(self, ai: ChatModel, prompts: PromptRegistry, report: Report) -> None:
        self._ai = ai
        self._prompts = prompts
        self._report = report

    async def analyse(self, document: DocumentText, frame: Frame) -> DocumentAnalysis:
        """Return what is in a document.

        A part the model has no usable answer to, asked twice, is left out and counted.

        Raises:
            ModelError: The model cannot be reached, or has no usable answer to any part.
        """
        chunks = split(document.text)
        finder = QuoteFinder(document.text)
        parts: list[_Part] = []
        failure: ModelError | None = None
        for number, chunk in enumerate(chunks, start=1):
            self._report("document.part_begun", number=number, of=len(chunks))
            ground = Ground(document, finder, chunk)
            try:
                parts.append(await self._part(frame, ground, (number, len(chunks))))
            except ModelError as error:
                if error.error_type != "invalid_output":
                    raise
                failure = error
                self._report("document.part_unread", number=number, detail=error.detail)
        if failure is not None and not parts:
            raise failure
        tabs = make_tabs(frame.profile, [part.findings for part in parts])
        return DocumentAnalysis(
            profile=frame.profile,
            name=frame.name,
            language=frame.language,
            summary=await self._summary(frame, [part.summary for part in parts if part.summary]),
            tabs=tabs,
            truncated=document.truncated,
            stats=DocumentStats(
                format=document.format.value,
                chars=len(document.text),
                pages=len(document.parts) if document.format is DocumentFormat.PDF else None,
                unread_pages=document.unread_pages,
                parts=len(chunks),
                unread_parts=len(chunks) - len(parts),
                items=count_items(tabs),
                dropped_items=sum(part.dropped_items for part in parts),
                dropped_fields=sum(part.dropped_fields for part in parts),
            ),
        )

    async def _part(self, frame: Frame, ground: Ground, place: tuple[int, int]) -> _Part:
        """Return the better of two answers; the second is asked for where the first has faults."""
        best: _Part | None = None
        previous: Mapping[str, Any] | None = None
        violations: Sequence[str] = ()
        failure: ModelError | None = None
        for _ in range(_TRIES):
            try:
                previous = await self._ask(frame, ground.chunk, place, previous, violations)
                part = _read(frame, Ground(ground.document, ground.finder, ground.chunk), previous)
            except ModelError as error:
                if error.error_type != "invalid_output":
                    raise
                failure, violations = error, [error.detail]
                continue
            if best is None or part.dropped_items < best.dropped_items:
                best = part
            if not part.violations:
                break
            violations = part.violations[:_MAX_VIOLATIONS_TOLD]
        if best is None:
            assert failure is not None
            raise failure
        self._report(
            "document.part_read",
            number=place[0],
            of=place[1],
            items=sum(len(items) for items in best.findings.values()),
            dropped=best.dropped_items,
        )
        return best

    async def _ask(
        self,
        frame: Frame,
        chunk: Chunk,
        place: tuple[int, int],
        previous: Mapping[str, Any] | None,
        violations: Sequence[str],
    ) -> Mapping[str, Any]:
        prompt = await self._prompts.get(f"documents.{frame.profile.value}")
        call = part_call(prompt, frame, chunk, place, previous, violations)
        result = await self._ai.complete(call)
        return parse_object(result.text, result.finish_reason)

    async def _summary(self, frame: Frame, summaries: Sequence[str]) -> str:
        """Return one summary of many; where the model has none to give, theirs one by one."""
        if len(summaries) <= 1:
            return "".join(summaries)
        prompt = await self._prompts.get("documents.summary")
        result = await self._ai.complete(summary_call(prompt, frame, summaries))
        try:
            return read_summary(parse_object(result.text, result.finish_reason))
        except ModelError:
            return " ".join(summaries)


def _read(frame: Frame, ground: Ground, answer: Mapping[str, Any]) -> _Part:
    summary, findings = read_findings(frame.profile, answer, ground)
    return _Part(summary, findings, ground.violations, ground.dropped_items, ground.dropped_fields)
