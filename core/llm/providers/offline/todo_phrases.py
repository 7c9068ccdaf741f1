"""What the offline model calls to-dos: title and note of each, in English and Chinese.

Nothing here claims to know what only an authority or a shop knows: such to-dos say "check whether".
"""

from collections.abc import Mapping
from typing import Any, NamedTuple


class Phrase(NamedTuple):
    """One to-do in one language."""

    title: str
    note: str = ""


_EN: dict[str, Phrase] = {
    "documents": Phrase("Documents"),
    "identity": Phrase(
        "Check whether everybody's passport or identity card is valid long enough",
        "Some countries ask for months beyond the stay; the embassy's page says how many.",
    ),
    "entry": Phrase(
        "Check whether a visa or another permit is needed for {country}",
        "It depends on your nationality; only the authorities' own pages are binding.",
    ),
    "entry_apply": Phrase("Apply for the permit, if one is needed"),
    "health": Phrase("Check whether vaccinations are advised, and stock medicines you take"),
    "insurance": Phrase("Check what your travel insurance covers, and whether it is enough"),
    "copies": Phrase("Keep copies of documents and bookings apart from the originals"),
    "bookings": Phrase("Bookings"),
    "hotel": Phrase("Where to stay in {city}"),
    "hotel_compare": Phrase(
        "Compare rooms for {travellers} from {start}",
        "Rates and rooms of this tool are simulated where it says so.",
    ),
    "hotel_compare_near": Phrase(
        "Compare {hotel} with hotels nearby for {travellers}",
        "Rates and rooms of this tool are simulated where it says so.",
    ),
    "hotel_book": Phrase("Book the nights from {start} to {end}"),
    "hotel_book_at": Phrase("Book {hotel} from {start} to {end}"),
    "hotel_arrival": Phrase(
        "Tell the hotel when you arrive, and ask about luggage before check-in"
    ),
    "sights": Phrase("Tickets"),
    "sight": Phrase("{name} on {date}"),
    "sight_check": Phrase(
        "Check whether {name} wants tickets or time slots booked ahead",
        "Planned from {start} to {end}; the place's own page says whether and since when.",
    ),
    "sight_book": Phrase("Get {travellers} tickets for {name}, where they are to be booked"),
    "tables": Phrase("Tables"),
    "table": Phrase(
        "Check whether {name} takes reservations, for {travellers} on {date} at {start}"
    ),
    "transport": Phrase("Getting there and around"),
    "flights_there": Phrase(
        "Look at flights from {origin} to {city} on {start}", "The timetable is simulated."
    ),
    "flights_back": Phrase(
        "Look at flights from {city} to {origin} on {end}", "The timetable is simulated."
    ),
    "way_choose": Phrase("Decide how to get to {city} and back"),
    "way_book": Phrase("Book the way there on {start} and back on {end}"),
    "transfer_in": Phrase("Find out how to get from {gateway} to {stay}"),
    "transfer_out": Phrase("Plan the way from {stay} to {gateway} on the last day"),
    "local": Phrase("Find out which ticket, card or app the city's own transport takes"),
    "preparation": Phrase("Before leaving"),
    "money": Phrase("See that you can pay: cards that work in {country}, some {currency} in cash"),
    "phone": Phrase("See that your phone works in {city}, and save maps for use offline"),
    "share": Phrase("Leave the itinerary with somebody at home"),
    "packing": Phrase("Packing"),
    "weather": Phrase(
        "Look at the weather in {city} from {start} to {end}",
        "Simulated from the usual climate where it says so.",
    ),
    "clothes_winter": Phrase("Warm layers for {season}: coat, hat, gloves"),
    "clothes_summer": Phrase("Light clothes for {season}, a hat and sunscreen"),
    "clothes_between": Phrase("Layers for {season}: mornings and evenings can be cool"),
    "rain": Phrase("An umbrella or a rain jacket, if the weather says so"),
    "shoes": Phrase("Comfortable shoes: much of this trip is on foot"),
    "power": Phrase("Check whether your plugs fit in {country}; pack chargers"),
    "medicine": Phrase("A small first-aid kit and the medicines you take"),
    "hiking": Phrase("Hiking: sturdy shoes, water bottle, small backpack"),
    "water": Phrase("Being on or in the water: swimwear or something windproof"),
    "religion": Phrase("Temples and churches: something that covers shoulders and knees"),
    "photography": Phrase("Camera, memory cards and spare batteries"),
    "children": Phrase("For the children: snacks, a change of clothes, something to play with"),
    "days": Phrase("Day by day"),
    "day": Phrase("Day {day}: {title}"),
    "early": Phrase("Be at {name} by {start}", "The day begins there on {date}; set an alarm."),
    "hours": Phrase(
        "Check the opening hours of {names} for {date}",
        "Holidays and repairs are not in the catalogue.",
    ),
    "rain_plan": Phrase(
        "Find something under a roof near {name}, in case it rains",
        "{outdoor} of this day's stops are in the open.",
    ),
    "free": Phrase("Decide what to do on {date}", "Nothing is planned for this day yet."),
    "step_find": Phrase("Find out what is needed, where and until when"),
    "step_gather": Phrase("Gather what is needed"),
    "step_submit": Phrase("Hand it in, and note when the answer is due"),
    "step_keep": Phrase("Keep a copy where you can reach it offline"),
    "step_compare": Phrase("Compare what is on offer"),
    "step_terms": Phrase("Read the terms: cancelling, changing, luggage, breakfast"),
    "step_book": Phrase("Book it"),
    "step_list": Phrase("Write down what is already there and what is missing"),
    "step_buy": Phrase("Get what is missing"),
    "step_pack": Phrase("Pack it, and weigh the bag"),
    "step_do": Phrase("Do it"),
    "step_check": Phrase("Check that nothing was forgotten"),
    "step_stop": Phrase("{name}: check hours and the way there for {date} at {start}"),
}
_ZH: dict[str, Phrase] = {
    "documents": Phrase("证件"),
    "identity": Phrase(
        "确认每个人的护照或身份证有效期是否足够",
        "有些国家要求离境后仍有数月有效期，以使领馆说明为准。",
    ),
    "entry": Phrase(
        "确认前往{country}是否需要签证或其他许可", "取决于国籍，以主管部门官方页面为准。"
    ),
    "entry_apply": Phrase("如需许可，提交申请"),
    "health": Phrase("确认是否建议接种疫苗，备好日常用药"),
    "insurance": Phrase("确认旅行保险的保障范围是否足够"),
    "copies": Phrase("证件和订单另存一份，与原件分开保管"),
    "bookings": Phrase("预订"),
    "hotel": Phrase("{city}的住宿"),
    "hotel_compare": Phrase(
        "比较 {start} 起 {travellers} 人的住宿", "工具标明“模拟”时，价格与余房为模拟数据。"
    ),
    "hotel_compare_near": Phrase(
        "将{hotel}与附近酒店作比较（{travellers} 人）",
        "工具标明“模拟”时，价格与余房为模拟数据。",
    ),
    "hotel_book": Phrase("预订 {start} 至 {end} 的住宿"),
    "hotel_book_at": Phrase("预订{hotel}（{start} 至 {end}）"),
    "hotel_arrival": Phrase("告知酒店到达时间，询问入住前能否寄存行李"),
    "sights": Phrase("门票"),
    "sight": Phrase("{name}门票（{date}）"),
    "sight_check": Phrase(
        "确认{name}是否需要提前预约或购票", "计划 {start}–{end} 游览，以景点官方公告为准。"
    ),
    "sight_book": Phrase("如需预约，订好{name}的 {travellers} 张票"),
    "tables": Phrase("餐厅"),
    "table": Phrase("确认{name}是否接受预订（{date} {start}，{travellers} 人）"),
    "transport": Phrase("往返与市内交通"),
    "flights_there": Phrase("查看 {start} 从{origin}到{city}的航班", "航班时刻为模拟数据。"),
    "flights_back": Phrase("查看 {end} 从{city}到{origin}的航班", "航班时刻为模拟数据。"),
    "way_choose": Phrase("决定往返{city}的交通方式"),
    "way_book": Phrase("订好 {start} 去程和 {end} 返程"),
    "transfer_in": Phrase("了解从{gateway}到{stay}的交通"),
    "transfer_out": Phrase("安排最后一天从{stay}到{gateway}的交通"),
    "local": Phrase("了解市内交通用哪种车票、交通卡或手机应用"),
    "preparation": Phrase("出发前准备"),
    "money": Phrase("准备支付方式：确认在{country}可用的支付方式，备少量 {currency} 现金"),
    "phone": Phrase("确认手机在{city}可以上网，下载离线地图"),
    "share": Phrase("把行程留给家人或朋友一份"),
    "packing": Phrase("行李"),
    "weather": Phrase("查看{city} {start} 至 {end} 的天气", "工具标明“模拟”时，依据常年气候模拟。"),
    "clothes_winter": Phrase("{season}保暖衣物：外套、帽子、手套"),
    "clothes_summer": Phrase("{season}轻薄衣物、帽子和防晒用品"),
    "clothes_between": Phrase("{season}早晚偏凉，带可增减的衣物"),
    "rain": Phrase("视天气带雨伞或雨衣"),
    "shoes": Phrase("舒适的鞋：这次行程步行较多"),
    "power": Phrase("确认插头在{country}能否使用，带好充电器"),
    "medicine": Phrase("小药包和日常用药"),
    "hiking": Phrase("徒步：防滑鞋、水壶、小背包"),
    "water": Phrase("水上活动：泳衣或防风外套"),
    "religion": Phrase("寺庙、教堂：能遮住肩膀和膝盖的衣物"),
    "photography": Phrase("相机、存储卡和备用电池"),
    "children": Phrase("孩子用品：零食、换洗衣物、小玩具"),
    "days": Phrase("每日准备"),
    "day": Phrase("第 {day} 天：{title}"),
    "early": Phrase("{start} 前到达{name}", "{date} 从这里开始，设好闹钟。"),
    "hours": Phrase("确认{names}在 {date} 的开放时间", "目录中没有节假日和维修信息。"),
    "rain_plan": Phrase("找好{name}附近的室内去处，以备下雨", "当天有 {outdoor} 站在室外。"),
    "free": Phrase("决定 {date} 做什么", "这一天还没有安排。"),
    "step_find": Phrase("弄清需要什么、在哪里办、什么时候截止"),
    "step_gather": Phrase("备齐所需材料"),
    "step_submit": Phrase("提交，并记下何时有结果"),
    "step_keep": Phrase("保存一份离线也能看到的副本"),
    "step_compare": Phrase("比较各种选择"),
    "step_terms": Phrase("看清条款：退改、行李、早餐"),
    "step_book": Phrase("下单预订"),
    "step_list": Phrase("列出已有的和还缺的"),
    "step_buy": Phrase("补齐还缺的"),
    "step_pack": Phrase("装好并称重"),
    "step_do": Phrase("完成这件事"),
    "step_check": Phrase("检查有无遗漏"),
    "step_stop": Phrase("{name}：确认 {date} {start} 的开放时间和路线"),
}
_COUNTRIES = {
    "CN": ("China", "中国"), "JP": ("Japan", "日本"), "FR": ("France", "法国"),
    "IT": ("Italy", "意大利"), "GB": ("the United Kingdom", "英国"),
    "US": ("the United States", "美国"),
}  # fmt: skip
_SEASONS = {
    "winter": ("winter", "冬季"),
    "spring": ("spring", "春季"),
    "summer": ("summer", "夏季"),
    "autumn": ("autumn", "秋季"),
}


def phrase(key: str, language: str, **words: Any) -> Phrase:
    """Return title and note of a to-do with its words put in."""
    found = (_ZH if language == "zh" else _EN)[key]
    return Phrase(found.title.format_map(words), found.note.format_map(words))


def country(code: str, language: str, otherwise: str) -> str:
    """Return a country's name; `otherwise` where we have none."""
    return _COUNTRIES.get(code, (otherwise, otherwise))[language == "zh"]


def season(name: str, language: str) -> str:
    """Return the season's name."""
    return _SEASONS[name][language == "zh"]


def in_both_languages() -> Mapping[str, tuple[Phrase, Phrase]]:
    """Return every phrase in English and Chinese."""
    return {key: (_EN[key], _ZH[key]) for key in _EN.keys() | _ZH.keys()}
