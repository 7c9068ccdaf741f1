"""What amounts of money in a request mean: in which currency they are, and what they come to."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from core.catalog.exchange import Converted
from core.kernel.money import to_major, to_minor
from core.planning.understanding.form import TextForm
from core.planning.understanding.scene import Scene
from core.schemas.plans import PlanRequest

Convert = Callable[[int, str, str], Converted]
"""Minor units of one currency in another."""


class Assume(Protocol):
    """Tells of an assumption, about a field of the name of its key unless another is given."""

    def __call__(
        self, key: str, value: Any, *, field: str | None = None, detail: str = ""
    ) -> None: ...


_YEN_OR_YUAN, _YUAN = re.compile("[¥￥]"), re.compile(r"元|人民币|块|rmb|cny|yuan", re.I)
_RATE_OF = 10**6
"""So many major units are converted to learn a rate."""


class Amounts:
    """Reads the amounts of one request, and tells what it had to assume."""

    def __init__(
        self, request: PlanRequest, form: TextForm, scene: Scene, convert: Convert, assume: Assume
    ) -> None:
        self._request = request
        self._form = form
        self._scene = scene
        self._convert = convert
        self._assume = assume
        self.money = self._money_of_trip()
        """The currency all of the trip is counted in."""
        said = request.currency or self._said_currency()
        self.own = said or self._unsaid()
        """The currency of amounts in words that name none."""

    def in_money(self, amount: float, currency: str | None) -> int:
        """Return minor units of the trip's currency for major units of a said one, or of none."""
        own = currency or self.own
        return self._exchanged(to_minor(Decimal(str(amount)), own), own)

    def budget(self, days: int) -> tuple[int | None, str]:
        """Return the budget in minor units of its own currency, and that; `days` is the length."""
        request, form = self._request, self._form
        if request.budget is not None:
            return request.budget, request.currency or self.money
        amount = form.budget
        if amount is None and form.daily_budget is not None:
            amount = form.daily_budget * days
        if amount is None:
            self._assume("budget", None)
            return None, self.own
        return max(1, to_minor(Decimal(str(amount)), self.own)), self.own

    def rates(self) -> dict[str, Decimal]:
        """Return the rate of every other currency of the trip."""
        cities = [*self._scene.cities, *filter(None, [self._scene.origin])]
        others = sorted({city.currency for city in cities} - {self.money})
        return {currency: self._rate(currency) for currency in others}

    def converted(
        self, budget: tuple[int | None, str], rates: Mapping[str, Decimal]
    ) -> tuple[int | None, date | None]:
        """Return the budget in the trip's currency, and the day of the rates where any is used.

        Of rates between currencies is told; without budget and rates there is no day.
        """
        amount, own = budget
        used = dict(rates)
        if amount is not None and own != self.money:
            used[own] = self._rate(own)
        if used:
            day = self._convert(1, next(iter(used)), self.money).rate_date
            told = [f"1 {currency} = {rate:.6g} {self.money}" for currency, rate in used.items()]
            detail = f"{self.money} ({', '.join(told)}; {day.isoformat()})"
            self._assume("rates", self.money, field="currency", detail=detail)
        if amount is None:
            return None, self._convert(1, own, self.money).rate_date if rates else None
        found = self._convert(amount, own, self.money)
        return found.amount_minor, found.rate_date

    def _exchanged(self, minor: int, currency: str) -> int:
        if currency == self.money:
            return minor
        return self._convert(minor, currency, self.money).amount_minor

    def _money_of_trip(self) -> str:
        """Return its cities' own currency where they share one.

        Else it is that of the budget, then the origin's, then the first city's.
        """
        scene = self._scene
        currencies = dict.fromkeys(city.currency for city in scene.cities)
        first = next(iter(currencies))
        if len(currencies) == 1:
            return first
        said = self._request.currency or self._form.currency
        return said or (scene.origin.currency if scene.origin else first)

    def _said_currency(self) -> str | None:
        """Return the currency that was said; the sign ¥ is of yuan and of yen."""
        said = (self._form.evidence or {}).get("currency", "")
        is_sign = _YEN_OR_YUAN.search(said) and not _YUAN.search(said)
        if is_sign and self.money == "JPY" and self._form.language != "zh":
            self._assume("yen", "JPY", field="currency")
            return "JPY"
        return self._form.currency

    def _unsaid(self) -> str:
        """Return the currency of those who name none: that of where they start, if anywhere."""
        origin = self._scene.origin
        own = origin.currency if origin else self.money
        amounts = (self._form.budget, self._form.daily_budget)
        if own != self.money and self._request.budget is None and any(amounts):
            self._assume("own_money", own, field="currency", detail=own)
        return own

    def _rate(self, currency: str) -> Decimal:
        amount = to_minor(Decimal(_RATE_OF), currency)
        found = self._convert(amount, currency, self.money).amount_minor
        return to_major(found, self.money) / _RATE_OF
