"""What the checks of a day say."""

from collections.abc import Mapping

from core.planning.rules.said.said import Said

SAID: Mapping[str, Mapping[str, Said]] = {
    "place_known": {
        "en": Said(
            "Every stop is a place of this city",
            "{name} is not in the catalogue of {city}",
            "Choose a place of this city from the catalogue, or take the stop out",
        ),
        "zh": Said(
            "每一站都是本市的真实地点",
            "{city}的目录中没有“{name}”",
            "从目录中选择本市的地点，或删除这一站",
        ),
    },
    "season_open": {
        "en": Said(
            "Every place is visited in its season",
            "{name} is out of its season on {date} (season: {season})",
            "Visit {name} in its season ({season}), or choose another place",
        ),
        "zh": Said(
            "所有地点都在适游季节",
            "{date} 不在 {name} 的开放季节（{season}）",
            "在适游季节前往 {name}，或换一个地点",
        ),
    },
    "open_at_time": {
        "en": Said(
            "Every place is open during the visit",
            "{name} is not open from {start} to {end}; open that day: {open}",
            "Move the visit into the opening hours, or to another day",
        ),
        "zh": Said(
            "每个地点在到访时段开放",
            "{name} 在 {start}–{end} 不开放；当日开放时间：{open}",
            "把到访时间移到开放时段内，或换一天",
        ),
    },
    "travel_time": {
        "en": Said(
            "There is time to get from each stop to the next",
            "{minutes} min are needed to {name}, but only {gap} min are left",
            "Begin {name} {minutes} min after the stop before it ends, or take a nearer place",
        ),
        "zh": Said(
            "站与站之间时间充足",
            "前往 {name} 需要 {minutes} 分钟，只剩 {gap} 分钟",
            "让 {name} 至少在前一站结束 {minutes} 分钟后开始，或换一个更近的地点",
        ),
    },
    "no_overlap": {
        "en": Said(
            "No two stops overlap",
            "{name} begins at {start}, before {before} ends at {end}",
            "Begin {name} at {end} or later, or end {before} earlier",
        ),
        "zh": Said(
            "各站时间互不重叠",
            "{name} 于 {start} 开始，而 {before} 到 {end} 才结束",
            "让 {name} 在 {end} 之后开始，或提早结束 {before}",
        ),
    },
    "daily_window": {
        "en": Said(
            "The day stays inside its window",
            "{name} ({start} to {end}) is outside the day's window {window_start} to {window_end}",
            "Move {name} between {window_start} and {window_end}, or widen the day's window",
        ),
        "zh": Said(
            "全天行程在每日时间窗口内",
            "{name}（{start}–{end}）超出当日窗口 {window_start}–{window_end}",
            "把 {name} 移到 {window_start}–{window_end} 之间，或放宽每日时间窗口",
        ),
    },
    "no_repeat": {
        "en": Said(
            "No place comes twice",
            "{name} is already visited on day {first_day}",
            "Take {name} out of one of the two days",
        ),
        "zh": Said(
            "没有重复的地点",
            "{name} 在第 {first_day} 天已经去过",
            "在其中一天删除 {name}",
        ),
    },
    "avoid_absent": {
        "en": Said(
            "Nothing to be avoided is in the day",
            "{name} was to be avoided",
            "Take {name} out",
        ),
        "zh": Said(
            "没有需要避开的地点",
            "{name} 是要求避开的",
            "删除 {name}",
        ),
    },
    "meal_times": {
        "en": Said(
            "Meals are at mealtimes",
            "{meal} ({window_start} to {window_end}) at {name} from {start} to {end}: {why}",
            "Move the meal between {window_start} and {window_end}, to a place that serves it",
        ),
        "zh": Said(
            "用餐时间合理",
            "在 {name} 的{meal}（{window_start}–{window_end}）安排在 {start}–{end}：{why}",
            "把这一餐移到 {window_start}–{window_end} 之间，并选择供应它的餐馆",
        ),
    },
    "meals_present": {
        "en": Said(
            "The day has its meals",
            "The day has no {meal}",
            "Add a restaurant for {meal}",
        ),
        "zh": Said(
            "当天的正餐齐全",
            "当天没有安排{meal}",
            "添加一家餐馆安排{meal}",
        ),
    },
    "day_filled": {
        "en": Said(
            "The day has something to see",
            "The day has no sight",
            "Add a sight to the day",
        ),
        "zh": Said(
            "当天安排了游览",
            "当天没有安排任何景点",
            "为当天添加一个景点",
        ),
    },
    "order_contiguous": {
        "en": Said(
            "Stops are numbered in the order of their times",
            "{name} begins at {start}, and {before} before it only at {before_start}",
            "Put {name} before {before}, or begin it later",
        ),
        "zh": Said(
            "各站按时间顺序编号",
            "{name} 于 {start} 开始，排在它前面的 {before} 却在 {before_start} 才开始",
            "把 {name} 排到 {before} 之前，或推迟开始",
        ),
    },
    "still_there": {
        "en": Said(
            "Every place is still there",
            "{name} has closed for good",
            "Choose another place instead of {name}",
        ),
        "zh": Said(
            "所有地点仍在营业",
            "{name} 已永久关闭",
            "换一个地点代替 {name}",
        ),
    },
    "right_city": {
        "en": Said(
            "Every stop is in the city one is in",
            "{name} is not in {city}, where one is then",
            "Move {name} to the other side of the journey, or to another day",
        ),
        "zh": Said(
            "各站都在当时所在的城市",
            "{name} 不在当时所在的{city}",
            "把 {name} 移到行程另一侧，或换一天",
        ),
    },
    "visit_lasts": {
        "en": Said(
            "Every visit lasts some time",
            "{name} lasts {minutes} min",
            "Let {name} end after it has begun",
        ),
        "zh": Said(
            "每次到访都有时长",
            "{name} 的时长为 {minutes} 分钟",
            "让 {name} 的结束时间晚于开始时间",
        ),
    },
    "start_anchor_kept": {
        "en": Said(
            "Nothing is before one has come",
            "{name} begins at {start}; one can be there at {time}",
            "Begin {name} at {time} or later",
        ),
        "zh": Said(
            "到达之前没有安排",
            "{name} 于 {start} 开始，最早 {time} 才能到达",
            "让 {name} 在 {time} 或之后开始",
        ),
    },
    "end_anchor_kept": {
        "en": Said(
            "Everything is over in time for the way home",
            "{name} ends at {end}; one has to leave at {time}",
            "End {name} at {time}, or take it out",
        ),
        "zh": Said(
            "返程前行程全部结束",
            "{name} 到 {end} 才结束，{time} 就必须离开",
            "让 {name} 在 {time} 前结束，或删除它",
        ),
    },
    "journey_times": {
        "en": Said(
            "Journeys are at their own times",
            "{name} is planned from {start} to {end}, but runs from {departs} to {arrives}",
            "Plan {name} from {departs} to {arrives}, or choose another departure",
        ),
        "zh": Said(
            "交通时间与班次一致",
            "{name} 安排在 {start}–{end}，实际为 {departs}–{arrives}",
            "把 {name} 改为 {departs}–{arrives}，或选择其他班次",
        ),
    },
    "modes_allowed": {
        "en": Said(
            "No journey is made in a way that was ruled out",
            "{name} is by {mode}, which was ruled out",
            "Choose a journey by other means than {mode}",
        ),
        "zh": Said(
            "没有使用被排除的交通方式",
            "{name} 使用了被排除的交通方式：{mode}",
            "改用{mode}以外的交通方式",
        ),
    },
    "wheelchair": {
        "en": Said(
            "No place is known to be out of reach of a wheelchair",
            "{name} cannot be visited in a wheelchair",
            "Choose another place instead of {name}",
        ),
        "zh": Said(
            "没有已知轮椅无法到达的地点",
            "轮椅无法游览 {name}",
            "换一个地点代替 {name}",
        ),
    },
    "meal_once": {
        "en": Said(
            "No meal is eaten twice on one day",
            "{meal} at {name} is the second one of the day",
            "Take one of the two out",
        ),
        "zh": Said(
            "同一天没有重复的正餐",
            "在 {name} 的{meal}当天已安排过",
            "删除其中一餐",
        ),
    },
}
