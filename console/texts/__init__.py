"""Every text of the console in English and Chinese: one table, one line each."""

from dataclasses import dataclass
from datetime import date

from console.texts import assistant, checks, general, measures, plan, prompts, trips
from core.client.http import Language
from core.kernel.times import weekday_text

TEXTS: dict[str, tuple[str, str]] = {
    **general.TEXTS,
    **plan.TEXTS,
    **trips.TEXTS,
    **prompts.TEXTS,
    **assistant.TEXTS,
    **checks.TEXTS,
    **measures.TEXTS,
}


@dataclass(frozen=True)
class Words:
    """The texts in one language."""

    language: Language

    def __call__(self, key: str, **values: object) -> str:
        """Return a text with `values` in their places."""
        return TEXTS[key][0 if self.language == "en" else 1].format(**values)

    def known(self, key: str, otherwise: str) -> str:
        """Return a text where there is one: the API may name things this console does not know."""
        return self(key) if key in TEXTS else otherwise

    def date(self, day: date) -> str:
        """Return a date with its day of the week."""
        return weekday_text(day, self.language)
