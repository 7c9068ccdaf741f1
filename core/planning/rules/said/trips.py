"""What the checks of the whole trip say."""

from collections.abc import Mapping

from core.planning.rules.said.said import Said

SAID: Mapping[str, Mapping[str, Said]] = {
    "must_see_present": {
        "en": Said(
            "Everything that must be seen is in the plan",
            "{name} is missing: {why}",
            "Put {name} into a day on which it is open, move the trip, or do without it",
        ),
        "zh": Said(
            "必去地点全部包含",
            "缺少必去的 {name}：{why}",
            "把 {name} 安排在它开放的一天，或调整行程日期，或放弃它",
        ),
    },
    "budget": {
        "en": Said(
            "The trip stays inside its budget (estimates)",
            "The trip costs about {cost}, over the budget of {budget}",
            "Take a cheaper hotel or cheaper meals, or raise the budget of {budget}",
        ),
        "zh": Said(
            "总花费在预算之内（估算）",
            "预计花费 {cost}，超出预算 {budget}",
            "选择更便宜的酒店或餐饮，或提高 {budget} 的预算",
        ),
    },
    "conditions": {
        "en": Said(
            "Every condition is kept",
            "{why}",
            "Change what the condition is about, or drop the condition",
        ),
        "zh": Said(
            "各项要求均已满足",
            "{why}",
            "调整相关安排，或取消这项要求",
        ),
    },
    "lodging_wishes": {
        "en": Said(
            "Every hotel is as it was wished",
            "{name} is not known to be as wished: {why}",
            "Choose another hotel than {name}, or ask there before booking",
        ),
        "zh": Said(
            "住宿均符合要求",
            "{name} 未确认符合要求：{why}",
            "换一家酒店代替 {name}，或在预订前向其确认",
        ),
    },
    "cuisines_present": {
        "en": Said(
            "Every cuisine asked for is eaten",
            "No {cuisine} is eaten",
            "Choose a restaurant that serves {cuisine}",
        ),
        "zh": Said(
            "所要的菜系均已安排",
            "没有安排{cuisine}",
            "选择一家提供{cuisine}的餐馆",
        ),
    },
    "dates_contiguous": {
        "en": Said(
            "Dates follow each other without a gap",
            "Day {day} is {found}, not {expected}",
            "Give day {day} the date {expected}",
        ),
        "zh": Said(
            "日期连续",
            "第 {day} 天是 {found}，应为 {expected}",
            "把第 {day} 天的日期改为 {expected}",
        ),
    },
    "counts_consistent": {
        "en": Said(
            "The plan has as many days as asked for",
            "{found} days instead of {expected}",
            "Add or delete days until there are {expected}",
        ),
        "zh": Said(
            "天数与请求一致",
            "共 {found} 天，应为 {expected} 天",
            "增减天数，使总天数为 {expected}",
        ),
    },
    "destinations_visited": {
        "en": Said(
            "Every destination is visited",
            "{name}: {found} of {wished} cities visited",
            "Add days for {name}, or do without it",
        ),
        "zh": Said(
            "所有目的地均已到访",
            "{name}：应到访 {wished} 个城市，实际 {found} 个",
            "为{name}增加天数，或放弃它",
        ),
    },
    "city_order_kept": {
        "en": Said(
            "Cities come in the order that was given",
            "The cities do not come in the order {order}",
            "Put the cities in the order {order}, or leave the order open",
        ),
        "zh": Said(
            "城市顺序符合要求",
            "城市没有按 {order} 的顺序到访",
            "按 {order} 排列，或不限定顺序",
        ),
    },
    "nights_as_wished": {
        "en": Said(
            "Every city has the nights wished there",
            "{found} nights in {name} instead of {wished}",
            "Spend {wished} nights in {name}",
        ),
        "zh": Said(
            "各地住宿晚数符合要求",
            "{name}住宿 {found} 晚，应为 {wished} 晚",
            "在{name}住 {wished} 晚",
        ),
    },
    "cities_joined": {
        "en": Said(
            "There is a journey from each city to the next",
            "Nothing says how one gets from {origin} to {target}",
            "Plan a journey from {origin} to {target}",
        ),
        "zh": Said(
            "城市之间都有交通安排",
            "没有从{origin}到{target}的交通安排",
            "安排从{origin}到{target}的交通",
        ),
    },
    "begins_at_origin": {
        "en": Said(
            "The trip begins where it was to begin",
            "No journey leaves from {city}",
            "Plan a journey from {city} for the first day",
        ),
        "zh": Said(
            "从出发地启程",
            "没有从{city}出发的交通",
            "在第一天安排从{city}出发的交通",
        ),
    },
    "ends_at_origin": {
        "en": Said(
            "The trip leads back",
            "No journey leads back to {city}",
            "Plan a journey to {city} for the last day",
        ),
        "zh": Said(
            "返回出发地",
            "没有返回{city}的交通",
            "在最后一天安排返回{city}的交通",
        ),
    },
    "nights_lodged": {
        "en": Said(
            "Every night has a hotel",
            "Night {night} has no hotel",
            "End the day of night {night} in a hotel of its city",
        ),
        "zh": Said(
            "每晚都有住宿",
            "第 {night} 晚没有住宿",
            "在第 {night} 晚的城市安排酒店作为当天最后一站",
        ),
    },
}
