"""What is said of what is worth knowing besides."""

from collections.abc import Mapping

from core.planning.rules.said.said import Said

SAID: Mapping[str, Mapping[str, Said]] = {
    "stay_length": {
        "en": Said(
            "Every visit is about as long as it takes",
            "{minutes} min at {name}; usual are {least} to {most}",
            "Stay at {name} between {least} and {most} min",
        ),
        "zh": Said(
            "停留时间合适",
            "在 {name} 停留 {minutes} 分钟，通常为 {least}–{most} 分钟",
            "在 {name} 停留 {least}–{most} 分钟",
        ),
    },
    "booking_needed": {
        "en": Said(
            "Nothing has to be booked ahead",
            "{name} has to be booked ahead for {date}",
            "Book {name} before you go",
        ),
        "zh": Said(
            "没有需要提前预订的地点",
            "{name} 需要提前预订 {date} 的门票或座位",
            "出发前预订 {name}",
        ),
    },
    "costs_true": {
        "en": Said(
            "No cost is less than what is known",
            "{name} is reckoned at {cost}, but costs about {known}",
            "Reckon {name} at {known}",
        ),
        "zh": Said(
            "费用不低于已知价格",
            "{name} 按 {cost} 计算，实际约 {known}",
            "把 {name} 的费用改为 {known}",
        ),
    },
    "child_friendly": {
        "en": Said(
            "No place is known not to be for children",
            "{name} is not for children",
            "Choose another place instead of {name}",
        ),
        "zh": Said(
            "没有已知不适合儿童的地点",
            "{name} 不适合儿童",
            "换一个地点代替 {name}",
        ),
    },
    "effort": {
        "en": Said(
            "No place asks too much of one's legs",
            "{name} asks for long or steep walks",
            "Choose a place that is easier to walk than {name}",
        ),
        "zh": Said(
            "没有过于费力的地点",
            "{name} 需要走远路或爬坡",
            "换一个比 {name} 更轻松的地点",
        ),
    },
    "walking_limit": {
        "en": Said(
            "The ways on foot are not too long",
            "{minutes} min on foot in a day; {most} are enough",
            "Choose places nearer to each other, or ride part of the way",
        ),
        "zh": Said(
            "步行时间适中",
            "当天步行 {minutes} 分钟，以 {most} 分钟为宜",
            "选择彼此更近的地点，或部分路程乘车",
        ),
    },
    "pace": {
        "en": Said(
            "The day is as full as its pace means",
            "{sights} sights in a day; at this pace {most} are enough",
            "Move a sight to another day",
        ),
        "zh": Said(
            "当天安排符合节奏",
            "当天有 {sights} 个景点，按此节奏以 {most} 个为宜",
            "把一个景点移到其他日子",
        ),
    },
    "no_idle": {
        "en": Said(
            "Nobody waits long",
            "{minutes} min of free time from {start}, before {name}: {why}",
            "Add a stop before {name}, or begin it earlier",
        ),
        "zh": Said(
            "没有长时间空档",
            "{start} 起在 {name} 之前有 {minutes} 分钟自由时间：{why}",
            "在 {name} 之前添加一站，或提早开始",
        ),
    },
    "long_transfer": {
        "en": Said(
            "No way inside a city is very long",
            "The way to {name} takes {minutes} min, more than {most}",
            "Visit {name} together with other places out there, or choose a nearer one",
        ),
        "zh": Said(
            "市内路程不长",
            "前往 {name} 需要 {minutes} 分钟，超过 {most} 分钟",
            "把 {name} 与附近地点一起安排，或换一个更近的地点",
        ),
    },
    "category_diversity": {
        "en": Said(
            "The day has more than one kind of sight",
            "All {sights} sights of the day are of one kind: {kind}",
            "Exchange one of them for another kind of sight",
        ),
        "zh": Said(
            "当天景点类型多样",
            "当天 {sights} 个景点都是同一类：{kind}",
            "换一个其他类型的景点",
        ),
    },
    "rest": {
        "en": Said(
            "There is a night's rest before the day",
            "Only {minutes} min of rest before the day begins",
            "Begin the day later or end the one before earlier, for {hours} hours of rest",
        ),
        "zh": Said(
            "前一晚有足够的休息",
            "当天开始前只有 {minutes} 分钟休息",
            "推迟当天开始或提早结束前一天，保证 {hours} 小时休息",
        ),
    },
    "odd_hours": {
        "en": Said(
            "Journeys are at waking hours",
            "{name} leaves at {start} and arrives at {end}",
            "Choose a departure in the day, or reckon with a short night",
        ),
        "zh": Said(
            "交通时间不在深夜或凌晨",
            "{name} 于 {start} 出发、{end} 到达",
            "选择白天的班次，或预留休息时间",
        ),
    },
    "car_left_behind": {
        "en": Said(
            "A car of one's own is not left behind",
            "The trip goes by one's own car and by {mode}",
            "Drive all the way, or leave the car at home",
        ),
        "zh": Said(
            "自驾车没有被留在途中",
            "行程同时包含自驾和{mode}",
            "全程自驾，或不开车",
        ),
    },
    "one_hotel_per_stay": {
        "en": Said(
            "One hotel serves a whole stay",
            "The hotel changes for night {night} in the same city",
            "Stay in one hotel",
        ),
        "zh": Said(
            "同一城市不更换酒店",
            "第 {night} 晚在同一城市更换了酒店",
            "连续住同一家酒店",
        ),
    },
    "hotel_capacity": {
        "en": Said(
            "There is a bed for everybody",
            "{rooms} rooms at {name} sleep {guests}, not {travellers}",
            "Take more rooms at {name}, or larger ones",
        ),
        "zh": Said(
            "房间够住",
            "{name} 的 {rooms} 间房可住 {guests} 人，不足 {travellers} 人",
            "在 {name} 增加房间，或选择更大的房型",
        ),
    },
    "text_safe": {
        "en": Said(
            "No text holds markup or hidden characters",
            "A text holds {found}",
            "Write the text without {found}",
        ),
        "zh": Said(
            "文字中没有标记或隐藏字符",
            "文字中含有 {found}",
            "去掉文字中的 {found}",
        ),
    },
}
