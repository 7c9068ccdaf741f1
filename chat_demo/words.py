"""Everything the chat says, in English and in Chinese."""

from typing import NamedTuple

from core.client.http import Language
from core.schemas.catalog import Interest
from core.schemas.plans import Pace, PlanMode
from core.schemas.trips import TransferMode


class Phrase(NamedTuple):
    """One thing to say; `{name}` in it stands for a value."""

    en: str
    zh: str

    def to(self, language: Language, **values: object) -> str:
        """Return it in a language with its values, as plain text that still has to be escaped."""
        return (self.zh if language == "zh" else self.en).format_map(values)


def language_of(text: str, default: Language = "en") -> Language:
    """Return the language of a visitor's words; `default` where they are in neither."""
    if any("\u4e00" <= char <= "\u9fff" for char in text):
        return "zh"
    return "en" if any(char.isascii() and char.isalpha() for char in text) else default


# The page
TAGLINE = Phrase("Trips that check out", "经得起检查的行程")
WELCOME = Phrase("Where would you like to go?", "你想去哪里？")
EXPLAINED = Phrase(
    "Describe a trip in your own words. Tripwright picks real places, checks opening hours,"
    " travel times and budget, and shows you what held and what did not.",
    "用自己的话描述一次旅行。Tripwright 只选真实存在的地点，逐项检查开放时间、路上时间和预算，"
    "并告诉你哪些通过、哪些没有。",
)
HONEST = Phrase(
    "Costs and travel times are estimates. Nothing is booked.",
    "花费与路程时间均为估算，不会产生任何预订。",
)
KEPT = Phrase(
    "You stay signed in when you reload this page, until you sign out or this service restarts.",
    "刷新页面后仍保持登录，直到你退出或本服务重启。",
)

# Signing in
EMAIL = Phrase("Email", "邮箱")
PASSWORD = Phrase("Password (10 characters or more)", "密码（至少 10 个字符）")
SIGN_IN = Phrase("Sign in", "登录")
REGISTER = Phrase("Create account", "注册新账号")
SIGN_OUT = Phrase("Sign out", "退出")
SIGN_IN_TITLE = Phrase("Sign in to plan a trip", "登录后开始规划")
NEW_HERE = Phrase(
    "New here? Fill in both fields and create an account.",
    "第一次来？填好两项，点“注册新账号”即可。",
)
BAD_EMAIL = Phrase("This is not a complete email address.", "邮箱地址不完整。")
SHORT_PASSWORD = Phrase("The password needs 10 to 128 characters.", "密码需要 10 到 128 个字符。")
WRONG_CREDENTIALS = Phrase("Email or password is wrong.", "邮箱或密码不正确。")
ACCOUNT_EXISTS = Phrase(
    "There is an account with this email already: sign in instead.", "该邮箱已注册，请直接登录。"
)
SIGNED_OUT = Phrase(
    "Your sign-in has ended. Sign in again; your plans are still here.",
    "登录已失效。重新登录后，刚才的行程仍在。",
)
LOST = Phrase(
    "This page is not known to the service any more. Allow its cookie and reload the page.",
    "服务已不认识此页面。请允许本站 Cookie 并刷新页面。",
)

# Asking
ASK_LABEL = Phrase("Your trip in words", "描述你的旅行")
ASK_HINT = Phrase(
    "Where, how long, how many people, what budget, what you like…",
    "去哪里、几天、几个人、预算多少、喜欢什么……",
)
SEND = Phrase("Plan it", "开始规划")
STOP = Phrase("Stop", "停止")
RETRY = Phrase("Try again", "重试")
SAVE = Phrase("Save as trip", "保存为行程")
ANOTHER = Phrase("Another version", "换一个方案")
MODE_LABEL = Phrase("How to plan", "规划方式")
MODES = {
    PlanMode.FAST: Phrase("Fast", "快速"),
    PlanMode.DEEP: Phrase("Deep", "深度"),
}
MODES_MEAN = {
    PlanMode.FAST: Phrase(
        "The whole trip in one go, then every check.", "一次生成整个行程，再做全部检查。"
    ),
    PlanMode.DEEP: Phrase(
        "Day by day: each day is checked, and planned again where a check fails.",
        "逐天规划：每天单独检查，不通过就重做当天。",
    ),
}
EXAMPLES_TITLE = Phrase("For example", "例如")
EXAMPLES = (
    Phrase(
        "5 days in Guangzhou for two, budget 6000, we like food and history",
        "5 天广州，两个人，预算 6000，喜欢美食和历史",
    ),
    Phrase(
        "A relaxed weekend in Hangzhou with my parents: West Lake, gardens, tea",
        "周末带父母去杭州两天，节奏轻松，西湖、园林和茶",
    ),
    Phrase(
        "3 days in Paris, art and architecture, must see the Louvre, no nightlife",
        "京都三天，节奏轻松，喜欢园林和寺庙，必去清水寺",
    ),
)
EMPTY_ASK = Phrase("Write a few words about the trip first.", "请先写几句旅行的想法。")
TOO_LONG = Phrase(
    "That is {count} characters; at most {limit} can be read. Shorten it a little.",
    "共 {count} 个字符，最多可读 {limit} 个，请精简一些。",
)

# While a plan is made
WORKING = {
    PlanMode.FAST: Phrase("Planning the whole trip…", "正在规划整个行程……"),
    PlanMode.DEEP: Phrase("Planning day by day…", "正在逐天规划……"),
}
DAYS_READY = Phrase("{count} days ready", "已完成 {count} 天")
ONE_DAY_READY = Phrase("1 day ready", "已完成 1 天")
SAVING = Phrase("Saving the trip…", "正在保存行程……")
STEPS = Phrase("How it was made: {count} steps", "规划过程：{count} 步")
STEP_FAILED = Phrase("not passed", "未通过")
STEP_OF_DAY = Phrase("{step}, day {day}", "{step}（第 {day} 天）")
STEP_NAMES = {
    "planner_understand": Phrase("Read the request", "理解需求"),
    "planner_candidates": Phrase("Choose candidate places", "挑选候选地点"),
    "planner_fast": Phrase("Plan the whole trip", "规划整个行程"),
    "planner_seed_fast": Phrase("Draft the whole trip", "起草整个行程"),
    "planner_deep_day": Phrase("Plan a day", "规划当天"),
    "plan_validate": Phrase("Check the plan", "检查方案"),
    "plan_validate_global": Phrase("Check the whole trip", "检查整个行程"),
}

# A plan
DAY = Phrase("Day {number}", "第 {number} 天")
ASSUMED = Phrase("Assumed, because you did not say", "你没有提到，因此假定")
TRAVELLERS = Phrase("{count} travellers", "{count} 人")
ONE_TRAVELLER = Phrase("1 traveller", "1 人")
DAYS = Phrase("{count} days", "{count} 天")
ONE_DAY = Phrase("1 day", "1 天")
LIKES = Phrase("likes {interests}", "喜欢{interests}")
COMMA = Phrase(", ", "、")
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
BUDGET = Phrase("budget {amount}", "预算 {amount}")
COST_OF = Phrase("≈ {cost} of {budget}", "约 {cost}，预算 {budget}")
COST_LABEL = Phrase("Cost", "花费")
NO_BUDGET = Phrase("no budget given", "未给预算")
OVER_BUDGET = Phrase("{amount} over", "超出 {amount}")
LEFT_OF_BUDGET = Phrase("{amount} left", "剩余 {amount}")
CONVERTED = Phrase("your {amount}, at the rate of {day}", "即你给的 {amount}，按 {day} 汇率")
CHECKS_LABEL = Phrase("Checks", "检查")
ALL_PASSED = Phrase("all {count} passed", "{count} 项全部通过")
SOME_FAILED = Phrase("{failed} of {count} failed", "{count} 项中 {failed} 项未通过")
WEAK_POINTS = Phrase("passed, with {count} weak points", "通过，有 {count} 处不足")
ONE_WEAK_POINT = Phrase("passed, with 1 weak point", "通过，有 1 处不足")
TIME_LABEL = Phrase("Made in", "用时")
SECONDS = Phrase("{seconds} s", "{seconds} 秒")
MODEL_CALLS = Phrase("{count} model calls", "{count} 次模型调用")
ONE_MODEL_CALL = Phrase("1 model call", "1 次模型调用")
TOKENS = Phrase("{count} tokens", "{count} tokens")
FELL_BACK = Phrase(
    "Deep planning did not succeed, so this is a fast plan.", "深度规划没有成功，以下是快速方案。"
)
REASON = Phrase("Reason: {reason}", "原因：{reason}")
MAP_OF = Phrase("Route map", "路线图")
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
FAILED_CHECKS = Phrase("What does not hold", "未通过的检查")
PASSED_CHECKS = Phrase("What was checked and holds ({count})", "已通过的检查（{count}）")
MUST = Phrase("failed", "未通过")
WEAK = Phrase("weak point", "不足")
WHERE_DAY = Phrase("Day {day}", "第 {day} 天")
WHERE_STOP = Phrase("Day {day}, stop {stop}", "第 {day} 天第 {stop} 站")
ON_DAYS = Phrase("on {count} days", "{count} 天")
SAVED = Phrase("✓ Saved to your trips", "✓ 已保存到你的行程")
TRIP_ID = Phrase("trip {trip_id}", "行程编号 {trip_id}")
SAVED_OTHER = Phrase(
    "The model planned anew while saving: below is the version that was saved.",
    "保存时模型重新做了规划：以下是实际保存的版本。",
)
VERSION = Phrase("version {number}", "方案 {number}")
TRACE = Phrase("trace {trace_id}", "追踪号 {trace_id}")
CODE = Phrase("code {code}", "错误码 {code}")

# When there is no plan
STOPPED = Phrase("Stopped. Nothing was saved.", "已停止，没有保存任何内容。")
UNREACHABLE = Phrase(
    "The planning service does not answer at the moment. Your words are kept: try again shortly.",
    "规划服务暂时没有响应。你的描述已保留，请稍后重试。",
)
UNKNOWN_CITY = Phrase(
    "We do not know this city yet, or could not tell which one you mean.",
    "目录中还没有这座城市，或者没能认出你说的是哪里。",
)
KNOWN_CITIES = Phrase("Cities we know", "目前支持的城市")
NOT_SAVED = Phrase("The trip was not saved.", "行程没有保存。")
SENTENCES = {
    1001: Phrase("Something in the request cannot be used.", "请求中有内容无法使用。"),
    1007: Phrase("The request is too large.", "请求内容过大。"),
    2001: Phrase("Sign in first.", "请先登录。"),
    2002: Phrase("Your sign-in has ended. Sign in again.", "登录已失效，请重新登录。"),
    2003: Phrase("Your account may not do this.", "当前账号没有权限。"),
    2004: Phrase("Your sign-in has ended. Sign in again.", "登录已失效，请重新登录。"),
    3001: Phrase("The model gave no usable answer.", "模型没有给出可用的回答。"),
    3002: Phrase("No plan passed its checks.", "没有方案能通过检查。"),
    4005: Phrase("The service takes no more work just now.", "服务暂时无法受理新的请求。"),
    5000: Phrase("Something went wrong on our side.", "服务内部出错了。"),
    5001: Phrase("A service we depend on is down.", "依赖的服务暂时不可用。"),
}

# Opening hours
HOURS = {
    "Mo-Su": Phrase("daily", "每天"),
    "Mo": Phrase("Mon", "周一"), "Tu": Phrase("Tue", "周二"), "We": Phrase("Wed", "周三"),
    "Th": Phrase("Thu", "周四"), "Fr": Phrase("Fri", "周五"), "Sa": Phrase("Sat", "周六"),
    "Su": Phrase("Sun", "周日"), "PH": Phrase("public holidays", "节假日"),
    "off": Phrase("closed", "休息"), "closed": Phrase("closed", "休息"),
    "24/7": Phrase("at all hours", "全天"), "sunrise": Phrase("sunrise", "日出"),
    "sunset": Phrase("sunset", "日落"), "dawn": Phrase("dawn", "黎明"),
    "dusk": Phrase("dusk", "黄昏"),
}  # fmt: skip
WEEKDAYS = (HOURS["Mo"], HOURS["Tu"], HOURS["We"], HOURS["Th"], HOURS["Fr"], HOURS["Sa"],
            HOURS["Su"])  # fmt: skip
MONTHS = tuple(
    Phrase(name, f"{number}月")
    for number, name in enumerate(
        ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"), 1
    )
)
