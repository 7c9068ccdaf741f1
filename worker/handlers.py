"""Who does which kind of task."""

from collections.abc import Mapping

from core.bootstrap import Container
from core.documents.service import TASK_KIND as DOCUMENT_KIND
from core.exports.pdf.task import PdfPrinter
from core.exports.printing import TASK_KIND as PDF_KIND
from core.planning.service import TASK_KIND as PLAN
from core.tasks.outcome import Handler
from core.todos.work import DECOMPOSE_KIND, EXECUTE_KIND


def product_handlers(container: Container) -> Mapping[str, Handler]:
    """Return the handler of each kind this worker serves; other kinds are left to other workers."""
    return {
        PLAN: container.plans.run_task,
        DECOMPOSE_KIND: container.todo_work.decompose,
        DOCUMENT_KIND: container.documents.run_task,
        EXECUTE_KIND: container.todo_work.execute,
        PDF_KIND: PdfPrinter(container.exports, container.files).run_task,
    }
