"""What each check says, in English and Chinese: first where it holds, then where it fails."""

from collections.abc import Mapping
from typing import Any

_MESSAGES: dict[str, dict[str, tuple[str, str]]] = {
    "place_known": {
        "en": ("Every stop is a place of this city", "{name} is not in the catalogue of {city}"),
        "zh": ("每一站都是本市的真实地点", "{city}的目录中没有“{name}”"),
    },
    "open_at_time": {
        "en": (
            "Every place is open during the visit",
            "{name} is not open from {start} to {end}; open that day: {open}",
        ),
        "zh": ("每个地点在到访时段开放", "{name} 在 {start}–{end} 不开放；当日开放时间：{open}"),
    },
    "travel_time": {
        "en": (
            "There is time to get from each stop to the next",
            "{minutes} min are needed to {name}, but only {gap} min are left",
        ),
        "zh": ("站与站之间时间充足", "前往 {name} 需要 {minutes} 分钟，只剩 {gap} 分钟"),
    },
    "no_overlap": {
        "en": ("No two stops overlap", "{name} begins at {start}, before {before} ends at {end}"),
        "zh": ("各站时间互不重叠", "{name} 于 {start} 开始，而 {before} 到 {end} 才结束"),
    },
    "daily_window": {
        "en": (
            "The day stays inside its window",
            "{name} ({start} to {end}) is outside the day's window {window_start} to {window_end}",
        ),
        "zh": (
            "全天行程在每日时间窗口内",
            "{name}（{start}–{end}）超出当日窗口 {window_start}–{window_end}",
        ),
    },
    "no_repeat": {
        "en": ("No place comes twice", "{name} is already visited on day {first_day}"),
        "zh": ("没有重复的地点", "{name} 在第 {first_day} 天已经去过"),
    },
    "avoid_absent": {
        "en": ("Nothing to be avoided is in the day", "{name} was to be avoided"),
        "zh": ("没有需要避开的地点", "{name} 是要求避开的"),
    },
    "meal_times": {
        "en": (
            "Meals are at mealtimes",
            "{meal} ({window_start} to {window_end}) at {name} from {start} to {end}: {why}",
        ),
        "zh": (
            "用餐时间合理",
            "在 {name} 的{meal}（{window_start}–{window_end}）安排在 {start}–{end}：{why}",
        ),
    },
    "meals_present": {
        "en": ("The day has its meals", "The day has no {meal}"),
        "zh": ("当天的正餐齐全", "当天没有安排{meal}"),
    },
    "day_filled": {
        "en": ("The day has something to see", "The day has no sight"),
        "zh": ("当天安排了游览", "当天没有安排任何景点"),
    },
    "order_contiguous": {
        "en": (
            "Stops are numbered in the order of their times",
            "Stop {order_index} begins before the one it follows",
        ),
        "zh": ("各站按时间顺序编号", "第 {order_index} 站早于前一站开始"),
    },
    "must_see_present": {
        "en": ("Everything that must be seen is in the plan", "{name} is missing: {why}"),
        "zh": ("必去地点全部包含", "缺少必去的 {name}：{why}"),
    },
    "budget": {
        "en": (
            "The trip stays inside its budget (estimates)",
            "The trip costs about {cost}, over the budget of {budget}",
        ),
        "zh": (
            "总花费在预算之内（估算）",
            "预计花费 {cost}，超出预算 {budget}",
        ),
    },
    "conditions": {
        "en": ("Every condition is kept", "{why}"),
        "zh": ("各项要求均已满足", "{why}"),
    },
    "lodging_wishes": {
        "en": (
            "Every hotel is as it was wished",
            "{name} is not known to be as wished ({lacks}; not known: {unknown})",
        ),
        "zh": ("住宿均符合要求", "{name} 未确认符合要求（{lacks}；未知项：{unknown}）"),
    },
    "cuisines_present": {
        "en": ("Every cuisine asked for is eaten", "No {cuisine} is eaten"),
        "zh": ("所要的菜系均已安排", "没有安排{cuisine}"),
    },
    "dates_contiguous": {
        "en": ("Dates follow each other without a gap", "Day {day} is {found}, not {expected}"),
        "zh": ("日期连续", "第 {day} 天是 {found}，应为 {expected}"),
    },
    "counts_consistent": {
        "en": ("The plan has as many days as asked for", "{found} days instead of {expected}"),
        "zh": ("天数与请求一致", "共 {found} 天，应为 {expected} 天"),
    },
    "nights_lodged": {
        "en": ("Every night has a hotel", "Night {night} has no hotel"),
        "zh": ("每晚都有住宿", "第 {night} 晚没有住宿"),
    },
}

_WORDS = {"breakfast": "早餐", "lunch": "午餐", "dinner": "晚餐", "snack": "小吃"}
WHY_MISSING = {
    "unknown": {"en": "the catalogue does not know it", "zh": "目录中没有这个地点"},
    "unplaced": {"en": "no day had room for it", "zh": "没有合适的日子安排"},
}
WHY_NO_MEAL = {
    "untimely": {"en": "not the time for it", "zh": "不在用餐时段"},
    "unserved": {"en": "it is not served there", "zh": "这里不供应"},
}


def codes() -> frozenset[str]:
    """Return the codes that have messages."""
    return frozenset(_MESSAGES)


def passed(code: str, language: str) -> str:
    """Say that a check holds."""
    return _MESSAGES[code][language][0]


def failed(code: str, language: str, numbers: Mapping[str, Any]) -> str:
    """Say how a check fails."""
    shown = {key: _shown(value, language) for key, value in numbers.items()}
    return _MESSAGES[code][language][1].format_map(shown)


def _shown(value: Any, language: str) -> Any:
    if isinstance(value, list):
        return ", ".join("–".join(span) for span in value) or (
            "不开放" if language == "zh" else "closed"
        )
    return _WORDS.get(value, value) if language == "zh" and isinstance(value, str) else value
