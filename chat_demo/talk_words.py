"""What the chat says about talk, in English and in Chinese."""

from chat_demo.words import Phrase
from core.schemas.chat import ChangeKind, Intent, ProposalStatus

# The page
WAY_TALK = Phrase("Talk", "对话")
WAY_TALK_MEANS = Phrase(
    "Ask anything about your trips; plans and changes come out of the talk.",
    "可以询问行程的任何问题，规划与修改都在对话中完成。",
)
NEW = Phrase("New conversation", "新对话")
PAST = Phrase("Earlier conversations", "以往的对话")
PAST_CHOOSE = Phrase("Open one to go on with it", "打开一个继续")
PAST_NONE = Phrase("No conversation yet.", "还没有对话。")
UNTITLED = Phrase("Conversation of {when}", "{when} 的对话")
NOT_HAD = Phrase("This cannot be had just now. {why}", "暂时无法获取。{why}")
YES = Phrase("Yes", "好的")
NO = Phrase("No", "不用")
YES_BUTTON = Phrase("Yes, change it", "好，就这样改")
NO_BUTTON = Phrase("No, leave it", "不，保持原样")
GOOD = Phrase("Good answer", "回答得好")
BAD = Phrase("Not good", "不够好")
JUDGED = Phrase("Thank you: this helps to make answers better.", "谢谢，你的评价有助于改进回答。")
WHY = Phrase(
    "What was good about it, or not? Enter keeps it.", "好在哪里，或哪里不好？按回车保存。"
)
COMMENTED = Phrase("Thank you, your words are kept.", "谢谢，你的意见已保存。")
UNJUDGED = Phrase("Your judgement is taken back.", "已撤回评价。")
USE_MEMORY = Phrase("Remember what I say, and use it", "记住我说的话并在对话中使用")

# An answer
THINKING = Phrase("Thinking…", "正在思考……")
PLANNING = Phrase("Planning day by day…", "正在逐天规划……")
NODES = {
    "load_history": Phrase("read what was said before", "读取对话"),
    "memory_read": Phrase("looked into what is remembered", "查找记忆"),
    "assistant": Phrase("understood the question", "理解问题"),
    "trip_query": Phrase("looked at the trip", "查看行程"),
    "trip_edit": Phrase("weighed the change", "评估修改"),
    "trip_plan": Phrase("planned", "规划行程"),
    "tools": Phrase("asked the tools", "使用工具"),
    "general": Phrase("looked into the catalogue", "查阅目录"),
    "response_formatter": Phrase("wrote the answer", "撰写回答"),
    "fallback": Phrase("answered by rules", "按规则回答"),
}
INTENTS = {
    Intent.TRIP_QUERY: Phrase("about a trip", "行程问题"),
    Intent.TRIP_PLAN: Phrase("a plan", "规划"),
    Intent.TRIP_EDIT: Phrase("a change", "修改"),
    Intent.PLACE_SEARCH: Phrase("places", "找地点"),
    Intent.WEATHER: Phrase("weather", "天气"),
    Intent.HOTEL: Phrase("hotels", "酒店"),
    Intent.FLIGHT: Phrase("flights", "航班"),
    Intent.GENERAL_QA: Phrase("a question", "一般问题"),
    Intent.CHITCHAT: Phrase("chat", "闲聊"),
}
STOPPED = Phrase("Stopped.", "已停止。")
DEGRADED = Phrase(
    "The language model could not be asked, so this answer was made by rules from the facts.",
    "语言模型暂时不可用，此回答由规则根据事实生成。",
)
REMEMBERED = Phrase("Remembered and used: {count}", "用到的记忆：{count} 条")
HOW = Phrase("How this was answered: {count} steps", "回答过程：{count} 步")
TOOK = Phrase("{ms} ms · {tokens} tokens · {model}", "{ms} 毫秒 · {tokens} 个令牌 · {model}")
WHOLE_PLAN = Phrase("Show the whole plan: {days} days", "查看完整方案：{days} 天")

# A change that waits
PROPOSED = Phrase("Proposed change", "拟议修改")
CHANGES = {
    ChangeKind.MOVE: Phrase("Move “{stop}”", "移动“{stop}”"),
    ChangeKind.REMOVE: Phrase("Leave out “{stop}”", "移除“{stop}”"),
    ChangeKind.ADD: Phrase("Add “{place}”", "新增“{place}”"),
    ChangeKind.REPLACE: Phrase("“{place}” in place of “{stop}”", "用“{place}”替换“{stop}”"),
    ChangeKind.RETIME: Phrase("Another time for “{stop}”", "调整“{stop}”的时间"),
}
FROM_TO = Phrase("{before} → {after}", "{before} → {after}")
NEW_PROBLEMS = Phrase("New with this change", "此修改新增的问题")
SOLVED_PROBLEMS = Phrase("Solved by this change", "此修改解决的问题")
STATUSES = {
    ProposalStatus.OPEN: Phrase("Waits for your yes or no.", "等待你确认。"),
    ProposalStatus.APPLIED: Phrase("✓ Changed; version {version}.", "✓ 已修改，版本 {version}。"),
    ProposalStatus.DECLINED: Phrase("Left as it was.", "保持原样。"),
    ProposalStatus.STALE: Phrase(
        "The trip was changed meanwhile, so this no longer fits.", "行程已被修改，此建议不再适用。"
    ),
}

# What tools found
SIMULATED = Phrase("simulated", "模拟")
NIGHTS_TOTAL = Phrase("{total} in all", "共 {total}")
ROOMS_LEFT = Phrase("rooms left: {count}", "余房 {count} 间")
SEATS_LEFT = Phrase("seats left: {count}", "余座 {count} 个")
NEXT_DAY = Phrase("+{days}", "+{days}")
MORE_FOUND = Phrase("{count} more suit.", "另有 {count} 个符合。")
RAIN_CHANCE = Phrase("rain {percent} %", "降水 {percent}%")
SKIES = {
    "clear": Phrase("☀ clear", "☀ 晴"),
    "cloudy": Phrase("☁ cloudy", "☁ 多云"),
    "rain": Phrase("☂ rain", "☂ 雨"),
    "heavy_rain": Phrase("☂ heavy rain", "☂ 大雨"),
    "snow": Phrase("❄ snow", "❄ 雪"),
}
OPEN_AT = Phrase("open {spans}", "开放 {spans}")
METRES = Phrase("{count} m away", "距离 {count} 米")

# What is remembered
MEMORIES = Phrase("What I remember of you", "我记得的内容")
MEMORIES_NONE = Phrase("Nothing is remembered of you yet.", "还没有关于你的记忆。")
MEMORIES_CHOOSE = Phrase("Choose what to forget", "选择要忘记的内容")
LEVELS = {
    "user": Phrase("always", "始终"),
    "trip": Phrase("for one trip", "仅一次行程"),
    "session": Phrase("for one conversation", "仅一次对话"),
}
FORGET = Phrase("Forget these", "忘记所选")
FORGET_ALL = Phrase("Forget everything", "全部忘记")
FORGOTTEN = Phrase("Forgotten: {count}.", "已忘记 {count} 条。")
