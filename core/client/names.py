"""What things are called in the language of a page."""

from core.client.http import Language
from core.schemas.catalog import CityOut


def city_name(city: CityOut, language: Language) -> str:
    """Return the name of a city; in Chinese the first Chinese one it has, else the local one."""
    if language == "en":
        return city.name_en
    chinese = (name for name in (city.name_local, *city.aliases) if _is_chinese(name))
    return next(chinese, city.name_local)


def _is_chinese(name: str) -> bool:
    return all("\u4e00" <= char <= "\u9fff" for char in name)
