"""What there is to know of a kind of task before anybody runs it."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.schemas.tasks import JobType


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind. The smaller `priority` is claimed first.

    A `limited` one counts against the tasks its owner may have at a time. One that is not
    `resumable` fails with `worker_restart` where it loses its worker. Payloads of a version newer
    than `payload_version` are left to workers of the release that made them.
    """

    name: str
    title: str
    title_zh: str
    icon: str
    priority: int = 100
    limited: bool = True
    resumable: bool = True
    deadline_s: float = 1800.0
    max_failures: int = 3
    payload_version: int = 1

    @property
    def job_type(self) -> JobType:
        """Return what a face shows of it."""
        return JobType(key=self.name, title=self.title, title_zh=self.title_zh, icon=self.icon)


KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("plan", "Planning a trip", "行程规划", "map"),
        Kind("trip_decompose", "Breaking a trip into to-dos", "任务拆分日志", "split"),
        Kind("trip_execute", "Working through to-dos", "计划执行日志", "play"),
        Kind("document_analysis", "Reading a document", "文档分析", "document"),
        Kind("trip_pdf", "Printing a trip", "行程打印", "print", deadline_s=300.0),
    )
}


def kind_of(name: str) -> Kind:
    """Return what is known of a kind; one of another release is an ordinary task without a face."""
    return KINDS.get(name) or Kind(name, name, name, "task")
