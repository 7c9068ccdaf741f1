"""Public holidays: which days they are in a country, or in a part of it, and what they are called.

They are what the library `holidays` says; for years to come, that is by rule and not by decree.
"""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from types import MappingProxyType

import holidays

_YEARS_MAX = 512
_NAMES = {"zh": "zh_CN", "en": "en_US"}


@lru_cache(maxsize=_YEARS_MAX)
def holidays_of(country: str, region: str, year: int, language: str = "en") -> Mapping[date, str]:
    """Return the public holidays of a year with their names, in order; none for unknown countries.

    Args:
        country: ISO 3166-1 alpha-2, as of a city.
        region: The state or province, as of a city; where it is unknown, what is nationwide counts.
        year: Which year.
        language: `en` or `zh`; the names are in another language where the library has no such.
    """
    supported = holidays.list_supported_countries()
    if country not in supported:
        return {}
    names = _language(country, language)
    found = holidays.country_holidays(country, _subdivision(country, region), year, language=names)
    return MappingProxyType(dict(sorted(found.items())))


def is_holiday(calendar: str, day: date) -> bool:
    """Say whether a day is a public holiday; `calendar` is that of a city."""
    country, _, region = calendar.partition("/")
    return day in holidays_of(country, region, day.year)


def _subdivision(country: str, region: str) -> str | None:
    kind = getattr(holidays, country)
    code: str | None = getattr(kind, "subdivisions_aliases", {}).get(region)
    return code or (region if region in kind.subdivisions else None)


def _language(country: str, language: str) -> str | None:
    supported: tuple[str, ...] = getattr(holidays, country).supported_languages
    wanted = [name for name in supported if name == _NAMES.get(language)]
    alike = [name for name in supported if name.startswith(language)]
    return next(iter((*wanted, *alike)), None)
