"""What of the catalogue occurs in a text: its cities, places by name, and the words it uses."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache

from core.catalog.domain import City, Place
from core.schemas.catalog import PlaceKind

_MOST_NAMES = 200
_CLASSES = frozenset({"luxury"})
"""Categories of hotels that are wished for as features are; of a budget much else speaks."""
_HINT_MIN = 2
"""How many letters of a branch's street must stand in the text for it to be meant."""
_LATIN_MIN, _HAN_MIN = 4, 2
_PARK_MIN = 6
"""So many letters must be left of a park that is called without its 乐园, and two more."""
_SMALL_MIN = 6
"""So many letters has the one word of an icon that counts where nothing has capitals."""
_NAMED_KINDS = (PlaceKind.ATTRACTION, PlaceKind.RESTAURANT, PlaceKind.HOTEL)
_BRANCH = re.compile(r"^(.{2,}?)\s*\(([^()]+)\)$")
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_ANY_KIND = frozenset(
    [
        "博物馆",
        "美术馆",
        "艺术馆",
        "纪念馆",
        "科技馆",
        "图书馆",
        "体育馆",
        "体育场",
        "展览馆",
        "公园",
        "广场",
        "大学",
        "校园",
        "机场",
        "车站",
        "火车站",
        "酒店",
        "宾馆",
        "民宿",
        "客栈",
        "餐厅",
        "饭店",
        "咖啡馆",
        "咖啡",
        "酒吧",
        "茶馆",
        "步行街",
        "老街",
        "古镇",
        "古城",
        "夜市",
        "市场",
        "商场",
        "寺庙",
        "教堂",
        "园林",
        "花园",
        "动物园区",
        "风景区",
        "景区",
        "景点",
        "美食",
        "小吃",
        "火锅",
        "烧烤",
        "海鲜",
        "自助",
        "自助餐",
        "川菜",
        "粤菜",
        "湘菜",
        "面馆",
        "家庭",
        "温泉",
        "早餐",
        "午餐",
        "晚餐",
        "地铁",
        "公交",
        "出租车",
        "步行",
        "博物院",
        "食堂",
        "牛排",
        "西餐",
        "日料",
        "烤鸭",
        "甜品",
        "museum",
        "park",
        "hotel",
        "restaurant",
        "cafe",
        "bar",
        "market",
        "garden",
        "station",
        "airport",
        "beach",
        "temple",
        "church",
        "food",
    ]
)
"""Words that are names of some place somewhere, and of none when they are said alone."""
_PLAIN = frozenset(
    {
        "a", "an", "and", "apartment", "apartments", "beautiful", "bed", "bedroom", "bedrooms",
        "big", "cozy", "cuisine", "cuisines", "dishes", "entire", "flat", "food", "foods", "for",
        "home", "homes", "house", "in", "kitchen", "large", "local", "lovely", "modern", "nice",
        "of", "one", "our", "place", "places", "private", "quiet", "restaurant", "restaurants",
        "room", "rooms", "shared", "small", "spacious", "studio", "suite", "the", "to", "two",
        "whole", "with",
    }
)  # fmt: skip
"""Of such words and kinds of food alone, as in Private Room, a name is made by its capitals."""


@dataclass(frozen=True, slots=True)
class Naming:
    """Letters of a text that name a place: `name` is the place's own, or the letters again."""

    said: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class _Entry:
    even: str
    place: Place
    whole: bool


def cities_in(text: str, cities: Iterable[City]) -> list[City]:
    """Return the cities that are named in a text, in the order of their first mention."""
    even = _even(text)
    found: list[tuple[int, int, City]] = []
    for city in cities:
        starts = [
            (start, -len(name))
            for name in (city.name_en, city.name_local, *city.aliases)
            if name and (start := _find(even, _even(name))) >= 0
        ]
        if starts:
            found.append((*min(starts), city))
    return [city for _, _, city in sorted(found, key=lambda item: item[:2])]


def regions_of(cities: Iterable[City]) -> list[str]:
    """Return the regions that cities lie in."""
    return sorted({region for city in cities if (region := getattr(city, "region", ""))})


def words_of(places: Sequence[Place]) -> dict[str, list[str]]:
    """Return kinds of sights, cuisines and features of hotels, the most frequent first."""
    sights: Counter[str] = Counter()
    cuisines: Counter[str] = Counter()
    features: Counter[str] = Counter()
    for place in places:
        if place.kind is PlaceKind.ATTRACTION:
            sights[place.category] += 1
        elif place.kind is PlaceKind.RESTAURANT:
            cuisines.update(place.cuisine)
        elif place.kind is PlaceKind.HOTEL:
            features.update((*place.features, *_CLASSES & {place.category}))
    counted = {"sights": sights, "cuisines": cuisines, "features": features}
    return {
        name: [word for word, _ in sorted(counter.items(), key=lambda item: (-item[1], item[0]))]
        for name, counter in counted.items()
        if counter
    }


def names_in(text: str, places: Sequence[Place], cities: Sequence[City]) -> list[Naming]:
    """Return the places a text names, each once; of several in one stretch the longest.

    A name counts with its branch or without, and without the city's name before it.
    """
    even = _even(text)
    common = _common_words(places, cities)
    plain = _PLAIN | {
        word for label in words_of(places).get("cuisines", ()) for word in label.split()
    }
    index: defaultdict[str, list[_Entry]] = defaultdict(list)
    small = text.islower()
    pairs = {even[at : at + 2] for at in range(len(even) - 1)}
    for entry in _entries(places, cities, common, pairs):
        index[entry.even[:2]].append(entry)
    hits: defaultdict[tuple[int, int], list[_Entry]] = defaultdict(list)
    for start in range(len(even) - 1):
        for entry in index.get(even[start : start + 2], ()):
            end = start + len(entry.even)
            if not even.startswith(entry.even, start):
                continue
            if not _is_a_word(text, even, start, end, small=small and entry.place.must_see):
                continue
            if not plain.issuperset(entry.even.split()) or text[start:end].istitle():
                hits[start, end].append(entry)
    free = [True] * len(text)
    found: dict[str, Naming] = {}
    for (start, end), entries in sorted(
        hits.items(), key=lambda hit: (hit[0][0] - hit[0][1], hit[0])
    ):
        if all(free[start:end]) and len(found) < _MOST_NAMES:
            free[start:end] = [False] * (end - start)
            found.setdefault(even[start:end], _naming(text[start:end], entries, even))
    return list(found.values())


def _entries(
    places: Sequence[Place], cities: Sequence[City], common: frozenset[str], pairs: Set[str]
) -> Iterator[_Entry]:
    """Yield the spellings of names that begin with two letters of the text."""
    prefixes = {city.id: _prefixes(city) for city in cities}
    for place in places:
        if place.kind not in _NAMED_KINDS:
            continue
        names = {place.name_local, place.name_en, place.name_zh, *place.aliases} - {""}
        for name in names:
            whole = _even(name)
            for even in _spellings(whole, prefixes.get(place.city_id, ())):
                if even[:2] not in pairs or even in common:
                    continue
                if len(even) >= (_LATIN_MIN if even.isascii() else _HAN_MIN):
                    yield _Entry(even, place, even == whole)


def _spellings(whole: str, prefixes: Sequence[str]) -> Iterator[str]:
    yield whole
    branch = _BRANCH.match(whole)
    base = branch[1] if branch else whole
    if branch:
        yield base
    # 东京迪士尼 is 东京迪士尼乐园.
    if base.endswith("乐园") and base.startswith(tuple(prefixes)) and len(base) > _PARK_MIN:
        yield base.removesuffix("乐园")
    for prefix in prefixes:
        short = base.removeprefix(prefix)
        if short != base and len(short) > _HAN_MIN and not short.isascii():
            yield short


def _prefixes(city: City) -> list[str]:
    names = [_even(name) for name in (city.name_local, *city.aliases) if not name.isascii()]
    bare = dict.fromkeys(name.removesuffix("市") for name in names)
    return [spelling for name in bare for spelling in (f"{name}市", name)]


def _common_words(places: Sequence[Place], cities: Sequence[City]) -> frozenset[str]:
    """Return what is no name when it is said alone: kinds of places and names of cities."""
    kinds = {
        _even(part)
        for words in words_of(places).values()
        for word in words
        for part in (word, *re.split("[/、]", word))
    }
    named = {
        _even(name) for city in cities for name in (city.name_en, city.name_local, *city.aliases)
    }
    return frozenset(kinds | named | _ANY_KIND)


def _is_a_word(text: str, even: str, start: int, end: int, *, small: bool) -> bool:
    """Say whether Latin letters end where a name ends, and begin with a capital or may be small."""
    if even[start].isascii() and even[start].isalnum():
        if start and text[start - 1].isascii() and text[start - 1].isalnum():
            return False
        lone = " " not in even[start:end] and even[start:end].isascii()
        if lone and text[start].islower() and not (small and end - start >= _SMALL_MIN):
            return False
    last = even[end - 1]
    if last.isascii() and last.isalnum() and end < len(text):
        return not (text[end].isascii() and text[end].isalnum())
    return True


def _naming(said: str, entries: Sequence[_Entry], even: str) -> Naming:
    kinds = dict.fromkeys(
        entry.place.kind.value for entry in sorted(entries, key=lambda e: not e.whole)
    )
    kind = "|".join(kinds)
    exact = [entry.place for entry in entries if entry.whole]
    if exact:
        return Naming(
            said, exact[0].name_local if _even(exact[0].name_local) == _even(said) else said, kind
        )
    places = list({entry.place.id: entry.place for entry in entries}.values())
    if len(places) == 1:
        return Naming(said, places[0].name_local, kind)
    around = even.replace(_even(said), " ")
    hints = [(_shared(_hint(place), around), place) for place in places]
    length, nearest = max(hints, key=lambda hint: hint[0])
    return Naming(said, nearest.name_local if length >= _HINT_MIN else said, kind)


def _hint(place: Place) -> str:
    branch = _BRANCH.match(_even(place.name_local))
    return branch[2].removesuffix("店") if branch else ""


def _shared(hint: str, text: str) -> int:
    """Return the length of the longest stretch of a hint that stands in a text."""
    for length in range(len(hint), 1, -1):
        if any(hint[at : at + length] in text for at in range(len(hint) - length + 1)):
            return length
    return 0


def _find(even: str, name: str) -> int:
    if not name.isascii():
        return even.find(name)
    found = re.search(rf"(?<![a-z0-9]){re.escape(name)}(?![a-z0-9])", even)
    return found.start() if found else -1


@lru_cache(maxsize=1 << 16)
def _even(text: str) -> str:
    """Return the text in small letters of half width, letter by letter."""
    wide = text.translate(_WIDE)
    small = wide.lower()
    if len(small) == len(wide):
        return small
    return "".join(low if len(low := letter.lower()) == 1 else letter for letter in wide)
