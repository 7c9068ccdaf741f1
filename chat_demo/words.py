"""Everything the chat says, in English and in Chinese."""

from typing import NamedTuple

from core.client.http import Language
from core.schemas.plans import PlanMode


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
ASK_LABEL = Phrase("Your words", "你想说的话")
ASK_HINT = Phrase(
    "Ask about a trip, plan one, move a stop, the weather, a hotel…",
    "问行程、规划旅行、调整站点、查天气、找酒店……",
)
SEND = Phrase("Send", "发送")
STOP = Phrase("Stop", "停止")
RETRY = Phrase("Try again", "重试")
SAVE = Phrase("Save and download", "保存并下载")
LINK = Phrase("Calendar link", "日历订阅链接")
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
CITIES = Phrase("Known so far: {cities}", "目前收录：{cities}")
EXAMPLES_TITLE = Phrase("For example", "例如")
EXAMPLES = (
    Phrase(
        "Plan 3 days in Kyoto for two, gardens and temples", "规划两个人的京都三天，喜欢园林和寺庙"
    ),
    Phrase("What is on tomorrow?", "我明天的行程是什么？"),
    Phrase("How will the weather be in Guangzhou next week?", "下周广州天气怎么样？"),
    Phrase("I am vegetarian, and not before 10 in the morning", "我吃素，早上十点前不想出门"),
)
"""The last one is shown in the other language: both are understood."""
EMPTY_ASK = Phrase("Write a few words first.", "请先写几句话。")
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
DAYS_OF = Phrase("{done} of {count} days ready", "已完成 {done}/{count} 天")
ELAPSED = Phrase("{seconds} s", "{seconds} 秒")
PATIENCE = Phrase(
    "A language model may take minutes for a long trip. Days appear here as they are ready. You may"
    " reload this page; closing it for half a minute gives the plan up.",
    "语言模型规划长途行程可能需要几分钟，每完成一天就会显示在这里。刷新页面不影响规划；关闭页面半分钟后将停止。",
)
SAVING = Phrase("Saving the trip…", "正在保存行程……")
STEPS = Phrase("How it was made: {count} steps", "规划过程：{count} 步")
STEP_FAILED = Phrase("not passed", "未通过")
STEP_OF_DAY = Phrase("{step}, day {day}", "{step}（第 {day} 天）")
STEP_NAMES = {
    "planner_understand": Phrase("Read the request", "理解需求"),
    "planner_route": Phrase("Choose cities, nights and journeys", "安排城市、住宿与交通"),
    "planner_candidates": Phrase("Choose candidate places", "挑选候选地点"),
    "planner_fast": Phrase("Plan the whole trip", "规划整个行程"),
    "planner_seed_fast": Phrase("Draft the whole trip", "起草整个行程"),
    "planner_deep_day": Phrase("Plan a day", "规划当天"),
    "plan_validate": Phrase("Check the plan", "检查方案"),
    "planner_polish": Phrase("Order and improve the days", "优化每天的顺序"),
    "planner_repair": Phrase("Mend what the checks found", "修正未通过的检查"),
    "planner_rescue": Phrase("Look for another way to keep the wishes", "另找满足要求的办法"),
    "planner_proof": Phrase("Prove what cannot be had", "证明哪些要求无法满足"),
    "planner_saving": Phrase("Look for the cheapest plan", "寻找最便宜的方案"),
    "planner_themes": Phrase("Suggest a theme for each day", "为每天选定主题"),
    "planner_narration": Phrase("Put the plan into words", "撰写行程文字"),
    "planner_compare": Phrase("Keep the better of two plans", "取两个方案中较好的一个"),
    "planner_second": Phrase("Weigh a second plan", "比较第二个方案"),
    "planner_order": Phrase("Put days in the best order", "排出每天的最佳顺序"),
    "planner_alone": Phrase("Go on without the model", "不用模型继续规划"),
    "planner_fallback": Phrase("Fall back to a fast plan", "改用快速方案"),
    "plan_validate_global": Phrase("Check the whole trip", "检查整个行程"),
}

# What became of a plan
COMMA = Phrase(", ", "、")
SAVED = Phrase("✓ Saved to your trips", "✓ 已保存到你的行程")
TRIP_ID = Phrase("trip {trip_id}", "行程编号 {trip_id}")
DOWNLOADS = Phrase("Download", "下载")
DOWNLOAD_NAMES = {
    "pdf": Phrase("PDF to print", "PDF 打印版"),
    "ics": Phrase("Calendar", "日历"),
    "gpx": Phrase("GPX for a GPS device", "GPX 轨迹"),
    "kml": Phrase("KML", "KML"),
    "geojson": Phrase("GeoJSON", "GeoJSON"),
    "csv": Phrase("Table (CSV)", "表格 (CSV)"),
    "md": Phrase("Text (Markdown)", "文本 (Markdown)"),
    "jsonld": Phrase("JSON-LD", "JSON-LD"),
    "json": Phrase("JSON", "JSON"),
}
FEED = Phrase(
    "Subscribe to this address in a calendar program. Whoever has it can read the trip; a new link"
    " makes this one useless.",
    "在日历软件中订阅此地址。持有链接的人都能看到行程；重新生成后旧链接即失效。",
)
NO_FEED = Phrase("The calendar link could not be made.", "未能生成日历订阅链接。")
NO_FILE = Phrase("This file could not be made.", "未能生成该文件。")
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
KNOWN_CITIES = Phrase("Cities we know: {cities}", "目前支持的城市：{cities}")
SWAP = Phrase("Change a stop of the saved trip", "更换已保存行程中的站点")
SWAP_STOP = Phrase("In place of", "要更换的站点")
SWAP_PLACE = Phrase("What to put there", "换成")
TAKE = Phrase("Take it and check again", "换用并重新检查")
UNDO = Phrase("Undo the change", "撤销更换")
CHOOSE_PLACE = Phrase(
    "Choose a stop and what to put in its place first.", "请先选择站点和要换成的地点。"
)
NOTHING_FITS = Phrase(
    "Nothing else fits there: other places are shut at that time, too far, or in the trip already.",
    "没有其他合适的地点：或当时未开放，或太远，或已在行程中。",
)
TAKEN = Phrase("“{now}” now stands in place of “{was}”.", "已用“{now}”替换“{was}”。")
UNDONE = Phrase("“{was}” is back.", "已恢复“{was}”。")
STILL_HOLDS = Phrase(" All that must hold still does.", "必须满足的检查仍全部通过。")
FAILS_NOW = Phrase(
    " Checks that fail now: {count}; they are told above the plan.",
    "现有 {count} 项检查未通过，详见方案上方。",
)
NOT_CHECKED = Phrase(" It could not be checked just now.", "暂时无法重新检查。")
NOT_CHANGED = Phrase("Nothing was changed. {why}", "没有改动。{why}")
CHANGED_ELSEWHERE = Phrase(
    "This trip was changed elsewhere since, so nothing was changed here, and it no longer can be."
    " Look at it in the console, or save another version.",
    "此行程已在别处被修改，因此这里没有改动，也不能再改。请到控制台查看，或另存一个方案。",
)
NOT_SAVED = Phrase("The trip was not saved.", "行程没有保存。")
SENTENCES = {
    1001: Phrase("Something in the request cannot be used.", "请求中有内容无法使用。"),
    1007: Phrase("The request is too large.", "请求内容过大。"),
    2001: Phrase("Sign in first.", "请先登录。"),
    2002: Phrase("Your sign-in has ended. Sign in again.", "登录已失效，请重新登录。"),
    2003: Phrase("Your account may not do this.", "当前账号没有权限。"),
    2004: Phrase("Your sign-in has ended. Sign in again.", "登录已失效，请重新登录。"),
    3001: Phrase(
        "The language model gave no usable answer. Try again in a moment.",
        "语言模型没有给出可用的回答，请稍后重试。",
    ),
    3002: Phrase(
        "No plan passed its checks. Wish for less, or say it in other words.",
        "没有方案能通过检查。请放宽要求，或换一种说法。",
    ),
    4005: Phrase(
        "The service takes no more work just now. Try again in a minute.",
        "服务暂时无法受理新的请求，请一分钟后重试。",
    ),
    5000: Phrase(
        "Something went wrong on our side. The trace number below finds it in our logs.",
        "服务内部出错了，可凭下方追踪号查找日志。",
    ),
    5001: Phrase(
        "A service we depend on is down. Try again shortly.", "依赖的服务暂时不可用，请稍后重试。"
    ),
}
