"""What the chat says of a plan, in English and in Chinese."""

from chat_demo.words import Phrase
from core.schemas.catalog import Interest
from core.schemas.fields import TransferMode
from core.schemas.links import LinkMode, TimesKind
from core.schemas.lodging import HouseRule, RoomType
from core.schemas.trips import SubTripKind
from core.schemas.wishes import Mobility, Pace

DAY = Phrase("Day {number}", "第 {number} 天")
TRAVELLERS = Phrase("{count} travellers", "{count} 人")
ONE_TRAVELLER = Phrase("1 traveller", "1 人")
DAYS = Phrase("{count} days", "{count} 天")
ONE_DAY = Phrase("1 day", "1 天")
PACES = {
    Pace.RELAXED: Phrase("relaxed pace", "节奏轻松"),
    Pace.NORMAL: Phrase("normal pace", "节奏适中"),
    Pace.PACKED: Phrase("packed days", "行程紧凑"),
}
INTERESTS = {
    Interest.HISTORY: Phrase("history", "历史"),
    Interest.CULTURE: Phrase("culture", "文化"),
    Interest.ART: Phrase("art", "艺术"),
    Interest.ARCHITECTURE: Phrase("architecture", "建筑"),
    Interest.NATURE: Phrase("nature", "自然"),
    Interest.GARDENS: Phrase("gardens", "园林"),
    Interest.VIEWS: Phrase("views", "观景"),
    Interest.FOOD: Phrase("food", "美食"),
    Interest.SHOPPING: Phrase("shopping", "购物"),
    Interest.NIGHTLIFE: Phrase("nightlife", "夜生活"),
    Interest.FAMILY: Phrase("things for families", "亲子"),
    Interest.RELIGION: Phrase("religion", "宗教"),
    Interest.SCIENCE: Phrase("science", "科学"),
    Interest.TECHNOLOGY: Phrase("technology", "科技"),
    Interest.PHOTOGRAPHY: Phrase("photography", "摄影"),
    Interest.MUSIC: Phrase("music", "音乐"),
    Interest.THEATRE: Phrase("theatre", "戏剧"),
    Interest.SPORTS: Phrase("sports", "运动"),
    Interest.WATER: Phrase("the waterside", "水景"),
    Interest.HIKING: Phrase("hiking", "徒步"),
    Interest.LOCAL_LIFE: Phrase("local life", "市井生活"),
    Interest.MODERN: Phrase("the modern city", "现代都市"),
    Interest.LITERATURE: Phrase("literature", "文学"),
    Interest.WELLNESS: Phrase("wellness", "养生"),
    Interest.ANIMALS: Phrase("animals", "动物"),
}
COST_OF = Phrase("≈ {cost} of {budget}", "约 {cost}，预算 {budget}")
COST_LABEL = Phrase("Cost", "花费")
NO_BUDGET = Phrase("no budget given", "未给预算")
OVER_BUDGET = Phrase("{amount} over", "超出 {amount}")
LEFT_OF_BUDGET = Phrase("{amount} left", "剩余 {amount}")
CONVERTED = Phrase("your {amount}, at the rate of {day}", "即你给的 {amount}，按 {day} 汇率")
BUDGET_KEPT = Phrase("{amount} for everything", "共 {amount}")
COST_PARTS = {
    SubTripKind.TRANSPORT: Phrase("journeys", "城际交通"),
    SubTripKind.HOTEL: Phrase("lodging", "住宿"),
    SubTripKind.MEAL: Phrase("meals", "餐饮"),
    SubTripKind.ATTRACTION: Phrase("sights", "门票"),
    SubTripKind.CUSTOM: Phrase("other", "其他"),
}
LOCAL_WAYS = Phrase("getting about", "市内交通")
CHECKS_LABEL = Phrase("Checks", "检查")
ALL_PASSED = Phrase("all {count} passed", "{count} 项全部通过")
SOME_FAILED = Phrase("{failed} of {count} failed", "{count} 项中 {failed} 项未通过")
ADVICE_COUNT = Phrase("passed, {count} things to know", "通过，{count} 条提示")
ONE_ADVICE = Phrase("passed, 1 thing to know", "通过，1 条提示")
TIME_LABEL = Phrase("Made in", "用时")
SECONDS = Phrase("{seconds} s", "{seconds} 秒")
MODEL_CALLS = Phrase("{count} model calls", "{count} 次模型调用")
ONE_MODEL_CALL = Phrase("1 model call", "1 次模型调用")
TOKENS = Phrase("{count} tokens", "{count} tokens")
ALONE = Phrase(
    "The language model could not be used, so the planner finished the plan without it.",
    "语言模型暂时不可用，以下方案由规划器独立完成。",
)
FELL_BACK = Phrase(
    "Deep planning did not succeed, so this is a fast plan.", "深度规划没有成功，以下是快速方案。"
)
REASON = Phrase("Reason: {reason}", "原因：{reason}")
ESTIMATES = Phrase(
    "≈ marks estimates: costs are our own, for the whole party; ways"
    " are reckoned from distance. Nothing was looked up live.",
    "“约”表示估算：花费为全部人数的自行估计；路程按距离推算。均非实时查询。",
)
FREE = Phrase("free", "免费")
ABOUT = Phrase("≈ {amount}", "约 {amount}")
WAY = Phrase("≈ {minutes} min, {distance}", "约 {minutes} 分钟，{distance}")
WAYS = {
    TransferMode.WALK: Phrase("on foot", "步行"),
    TransferMode.TRANSIT: Phrase("by public transport", "公共交通"),
    TransferMode.TAXI: Phrase("by taxi", "出租车"),
}
OPEN = Phrase("Open {hours}", "开放时间 {hours}")
USUALLY_OPEN = Phrase("Usually open {hours}, not verified", "通常开放 {hours}，未经核实")
HOURS_UNKNOWN = Phrase("Opening hours not known: ask before you go", "开放时间未知，请提前确认")
POSITION_APPROXIMATE = Phrase("position within about 500 m", "位置误差约 500 米")
POSITION_UNSURE = Phrase("position uncertain", "位置不确定")
NOT_IN_CATALOGUE = Phrase("not in our catalogue: may not exist", "不在目录中，可能不存在")
MEALS = {
    "breakfast": Phrase("breakfast", "早餐"),
    "lunch": Phrase("lunch", "午餐"),
    "dinner": Phrase("dinner", "晚餐"),
    "snack": Phrase("snack", "小吃"),
}
NIGHT = Phrase("night", "住宿")
EMPTY_DAY = Phrase("Nothing planned.", "当天没有安排。")
CANNOT_BE_HAD = Phrase("Not everything can be had as you wished", "有些要求无法照办")
FAILED_CHECKS = Phrase("What does not hold in this plan", "这个方案做不到的")
NEAREST = Phrase("Below is the nearest plan that was found.", "以下是能找到的最接近的方案。")
TO_BOOK = Phrase("Book before you go", "出发前需要预订")
WORTH_KNOWING = Phrase("Worth knowing", "值得留意")
MORE = Phrase("{count} more", "还有 {count} 条")
PASSED_CHECKS = Phrase("What was checked and holds ({count})", "已通过的检查（{count}）")
WHERE_DAY = Phrase("Day {day}", "第 {day} 天")
WHERE_STOP = Phrase("Day {day}, stop {stop}", "第 {day} 天第 {stop} 站")
ON_DAYS = Phrase("on {count} days", "{count} 天")

# What was understood
FROM_YOUR_WORDS = Phrase("Marked: the words it was read from", "已标出据以理解的原话")
IN_YOUR_WORDS = Phrase("“{words}”", "“{words}”")
ASSUMED = Phrase("assumed", "假定")
YOURS = Phrase("yours to see to", "需自行留意")
ORIGIN = Phrase("From", "出发地")
WHERE = Phrase("Where", "目的地")
WHEN = Phrase("When", "日期")
WHO = Phrase("Who", "同行")
BUDGET = Phrase("Budget", "预算")
PACE = Phrase("Pace", "节奏")
INTEREST = Phrase("You like", "喜欢")
MUST_SEE = Phrase("Must see", "必去")
AVOID = Phrase("Not wanted", "不要")
LODGING = Phrase("Lodging", "住宿")
FOOD = Phrase("Food", "饮食")
BY = Phrase("Journeys", "交通")
WALKING = Phrase("Walking", "行动")
EACH_DAY = Phrase("Each day", "每日时段")
CONDITIONS = Phrase("Conditions", "其他条件")
FROM_TO = Phrase("{start} to {end}", "{start} 至 {end}")
CHILDREN = Phrase("{count} of them children", "其中 {count} 名儿童")
ONE_CHILD = Phrase("1 of them a child", "其中 1 名儿童")
AGED = Phrase("aged {ages}", "{ages} 岁")
SENIORS = Phrase("{count} of them seniors", "其中 {count} 位老人")
ONE_SENIOR = Phrase("1 of them a senior", "其中 1 位老人")
PETS = Phrase("{count} pets", "{count} 只宠物")
ONE_PET = Phrase("1 pet", "1 只宠物")
NOT_KNOWN = Phrase("{name} (not in our catalogue)", "{name}（目录中没有）")
ROOMS = Phrase("{count} rooms", "{count} 间房")
ONE_ROOM = Phrase("1 room", "1 间房")
BEDS = Phrase("{count} beds a room", "每间 {count} 张床")
ONE_BED = Phrase("1 bed a room", "每间 1 张床")
NIGHT_AT_MOST = Phrase("at most {amount} a night", "每晚最多 {amount}")
ROOM_TYPES = {
    RoomType.ENTIRE: Phrase("the whole place", "整套"),
    RoomType.PRIVATE: Phrase("a private room", "独立房间"),
    RoomType.SHARED: Phrase("a shared room", "合住房间"),
    RoomType.NOT_SHARED: Phrase("not a shared room", "不合住"),
}
ALLOWS = {
    HouseRule.PETS: Phrase("takes pets", "可带宠物"),
    HouseRule.SMOKING: Phrase("smoking allowed", "可吸烟"),
    HouseRule.PARTIES: Phrase("parties allowed", "可聚会"),
    HouseRule.VISITORS: Phrase("visitors allowed", "可接待访客"),
    HouseRule.CHILDREN: Phrase("takes small children", "可带十岁以下儿童"),
}
NO_MODES = {
    LinkMode.FLIGHT: Phrase("no flights", "不坐飞机"),
    LinkMode.TRAIN: Phrase("no trains", "不坐火车"),
    LinkMode.BUS: Phrase("no coaches", "不坐长途汽车"),
    LinkMode.FERRY: Phrase("no ferries", "不坐船"),
    LinkMode.DRIVE: Phrase("no driving", "不自驾"),
    LinkMode.TAXI: Phrase("no taxis between cities", "不包车"),
}
MOBILITY = {
    Mobility.NORMAL: Phrase("no limits", "无限制"),
    Mobility.LIMITED: Phrase("short and level ways", "少走路、少爬坡"),
    Mobility.WHEELCHAIR: Phrase("by wheelchair", "轮椅"),
}
KEPT_AS_SAID = Phrase("checked as said", "按所说逐条检查")

# Journeys between cities
LINK_MODES = {
    LinkMode.FLIGHT: Phrase("flight", "飞机"),
    LinkMode.TRAIN: Phrase("train", "火车"),
    LinkMode.BUS: Phrase("coach", "长途汽车"),
    LinkMode.FERRY: Phrase("ferry", "轮船"),
    LinkMode.DRIVE: Phrase("own car", "自驾"),
    LinkMode.TAXI: Phrase("taxi", "包车"),
}
TIMES = {
    TimesKind.TIMETABLE: Phrase("as in the timetable", "按时刻表"),
    TimesKind.TYPICAL: Phrase(
        "Typical times and price: choose the very train or flight in a timetable before booking",
        "班次时间与票价为典型值，订票前请查询具体车次或航班",
    ),
    TimesKind.FREE: Phrase("Leave when you like: time is reckoned", "可随时出发，用时为估算"),
}
LASTS = Phrase("{hours} h {minutes} min", "{hours} 小时 {minutes} 分")
LASTS_MINUTES = Phrase("{minutes} min", "{minutes} 分钟")
LASTS_HOURS = Phrase("{hours} h", "{hours} 小时")
DAYS_LATER = Phrase("+{count} day", "+{count} 天")
BE_THERE_BY = Phrase("be there by {time}", "请在 {time} 前到达")
TICKETS = Phrase("{price} × {count}", "{price} × {count}")
NO_JOURNEY = Phrase("no journey known", "没有已知交通")
NIGHTS = Phrase("{count} nights", "{count} 晚")
ONE_NIGHT = Phrase("1 night", "1 晚")

# A stop
OPEN_UNTIL = Phrase("open until {time} that day", "当天开放至 {time}")
BEGIN_BY = Phrase("be there by {time}", "最晚 {time} 到")
STOP_OF_DAY = Phrase("Day {day} · {time} · {name}", "第 {day} 天 · {time} · {name}")
HOW_TO_TAKE = Phrase(
    "To take another place, save the trip and change the stop at the foot of the page.",
    "如需更换，请先保存行程，再在页面底部更换站点。",
)
ALTERNATIVES = Phrase("{count} others that would fit here", "可换成的 {count} 个地点")
ONE_ALTERNATIVE = Phrase("1 other that would fit here", "可换成的 1 个地点")
INSTEAD = Phrase("{start}–{end}, {minutes} min away", "{start}–{end}，路程 {minutes} 分钟")
SOURCES = {
    "editorial": Phrase("Facts: our own editors", "信息来源：自行编辑"),
    "": Phrase("Facts: source not given", "信息来源：未注明"),
}
SOURCE = Phrase("Facts: {source}", "信息来源：{source}")
VERIFIED_ON = Phrase("checked on {day}", "核实于 {day}")
NOT_VERIFIED = Phrase("not checked on the spot", "未实地核实")
DAY_ON_THE_WAY = Phrase(
    "{minutes} min on the way, {walking} of them on foot",
    "路上 {minutes} 分钟，其中步行 {walking} 分钟",
)
MAP_OF_DAY = Phrase("Map of day {number}, {city}", "第 {number} 天地图，{city}")
MAP_OF_CITY = Phrase("Map of {city}", "{city}地图")

# How good a plan is
MEASURES = Phrase("How good it is, measured", "方案指标")
DETOUR = Phrase("{percent} longer than the shortest", "比最短路程长 {percent}")
MEASURE_NAMES = {
    "sights_per_day": Phrase("sights a day", "每天景点数"),
    "travel_min": Phrase("minutes on the way a day", "每天路上分钟数"),
    "walking_min": Phrase("of these on foot", "其中步行"),
    "detour": Phrase("order of the stops", "游览顺序"),
    "popularity": Phrase("how well known the sights are, of 100", "景点知名度（满分 100）"),
    "diversity": Phrase("variety of the sights", "景点多样性"),
    "meals_ok": Phrase("meals that are planned, at meal times", "已按时安排的用餐"),
    "kept": Phrase("kept of what the model chose", "保留模型选择的比例"),
}

# Opening hours
WEEKDAYS = (
    Phrase("Mon", "周一"), Phrase("Tue", "周二"), Phrase("Wed", "周三"), Phrase("Thu", "周四"),
    Phrase("Fri", "周五"), Phrase("Sat", "周六"), Phrase("Sun", "周日"),
)  # fmt: skip
MONTHS = tuple(
    Phrase(name, f"{number}月")
    for number, name in enumerate(
        ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"), 1
    )
)
