"""What the visitor asked for on the Plan page, and the request it becomes."""

from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal

from core.client.http import Language
from core.kernel.money import to_minor
from core.schemas.catalog import Interest
from core.schemas.plans import DailyWindow, Pace, PlanMode, PlanRequest


@dataclass(frozen=True)
class Wishes:
    """The fields of the form; money in major units."""

    city_id: str
    start: date
    days: int
    travellers: int
    budget: Decimal | None
    currency: str
    pace: Pace
    interests: tuple[Interest, ...]
    must_see: tuple[str, ...]
    avoid: tuple[str, ...]
    day_from: time
    day_to: time
    language: Language
    seed: int
    text: str

    @property
    def window_in_order(self) -> bool:
        """Say whether the day ends after it begins."""
        return self.day_from < self.day_to

    def request(self, mode: PlanMode) -> PlanRequest:
        """Return the request for a plan in `mode`; what was left empty is not in it."""
        wanted = PlanRequest(
            mode=mode,
            destination=self.city_id,
            start_date=self.start,
            day_count=self.days,
            travellers=self.travellers,
            pace=self.pace,
            daily_window=DailyWindow(start=f"{self.day_from:%H:%M}", end=f"{self.day_to:%H:%M}"),
            language=self.language,
            seed=self.seed,
        )
        given = {
            "interests": list(self.interests),
            "must_see": list(self.must_see),
            "avoid": list(self.avoid),
            "text": self.text.strip(),
        }
        if self.budget:
            given |= {"budget": to_minor(self.budget, self.currency), "currency": self.currency}
        filled = {name: value for name, value in given.items() if value}
        return PlanRequest.model_validate(wanted.model_dump(exclude_unset=True) | filled)
