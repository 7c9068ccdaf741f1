"""What the lines of job logs say, by event: the English key, and the same in Chinese.

A line carries the English key with its parameters, so that a client can show it in any language.
"""

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

Language = Literal["en", "zh"]


class Message(NamedTuple):
    """One sentence in both languages, with the same `{names}` in both."""

    en: str
    zh: str


MESSAGES: Mapping[str, Message] = {
    "task.started": Message("Attempt {attempt} has begun", "第 {attempt} 次执行开始"),
    "task.worker_lost": Message(
        "The worker was lost; the task goes on elsewhere", "执行进程失联，任务将由其他进程继续"
    ),
    "task.given_back": Message(
        "The worker is stopping; the task goes on elsewhere",
        "执行进程正在停止，任务由其他进程继续",
    ),
    "task.retrying": Message(
        "{detail}; trying again in {seconds} s", "{detail}；{seconds} 秒后重试"
    ),
    "task.cancel_requested": Message("Cancelling was asked for", "已请求取消"),
    "task.cancelled": Message("Cancelled", "已取消"),
    "task.failed": Message("Failed: {detail}", "失败：{detail}"),
    "task.succeeded": Message("Done", "完成"),
    "log.truncated": Message(
        "The log is full; from here on only warnings are kept", "日志已满，此后仅保留警告"
    ),
    "log.dropped": Message("{count} lines of detail were left out", "省略了 {count} 行细节"),
    "model.asked": Message("Asking the model: {prompt}", "正在询问模型：{prompt}"),
    "model.answered": Message(
        "The model answered in {latency_ms} ms ({tokens} tokens)",
        "模型已回答，用时 {latency_ms} 毫秒（{tokens} 个词元）",
    ),
    "model.recalled": Message(
        "This answer of the model is kept from before: {prompt}", "沿用之前保存的模型回答：{prompt}"
    ),
    "plan.understood": Message("Read from the words: {fields}", "从文字中读到：{fields}"),
    "plan.candidates": Message(
        "{city}, {days} days: choosing among {sights} sights, {restaurants} restaurants"
        " and {hotels} hotels",
        "{city}，{days} 天：候选景点 {sights} 个、餐厅 {restaurants} 家、酒店 {hotels} 家",
    ),
    "plan.sketched": Message("A first sketch of the whole trip is there", "整趟行程的草案已完成"),
    "plan.themed": Message("Themes suggested for the days: {themes}", "各天的建议主题：{themes}"),
    "plan.day_done": Message(
        "Day {day} of {days} is ready: {title} ({stops} stops)",
        "第 {day} 天（共 {days} 天）已完成：{title}（{stops} 站）",
    ),
    "plan.day_refused": Message(
        "Day {day}, try {attempt} did not pass its checks: {checks}",
        "第 {day} 天第 {attempt} 次生成未通过校验：{checks}",
    ),
    "plan.routed": Message(
        "The route is {cities}, with {legs} journeys", "路线：{cities}，城际交通 {legs} 段"
    ),
    "plan.mended": Message(
        "{before} faults were mended, {after} are left",
        "修正了方案：原有 {before} 处问题，剩余 {after} 处",
    ),
    "plan.polished": Message(
        "All days were looked over together; {kept} % of what was chosen is kept",
        "已对全程统一优化，保留了所选地点的 {kept}%",
    ),
    "plan.compared": Message(
        "Of two plans the better one is kept: worth {first} and {second}",
        "两个方案择优保留：得分 {first} 与 {second}",
    ),
    "plan.fell_back": Message(
        "Going on with the fast plan: {reason}", "改用快速模式的方案：{reason}"
    ),
    "plan.alone": Message(
        "Going on without the model: {reason}", "不再询问模型，由程序继续安排：{reason}"
    ),
    "plan.narrated": Message(
        "The trip has its words: {written} texts, {dropped} were not true and were left out",
        "行程文字已写好：采用 {written} 段，因与事实不符舍去 {dropped} 段",
    ),
    "plan.not_narrated": Message(
        "The trip keeps the words it had: {reason}", "沿用已有的行程文字：{reason}"
    ),
    "plan.checked": Message("Every check of the whole trip passed", "全程校验全部通过"),
    "plan.checks_failed": Message(
        "Checks of the whole trip failed: {checks}", "全程校验未通过：{checks}"
    ),
    "todos.read": Message(
        "Breaking down “{title}”: {days} days, {stops} stops, {kept} to-dos that stay",
        "正在拆分“{title}”：{days} 天、{stops} 站，保留已有事项 {kept} 个",
    ),
    "todos.answered": Message(
        "Try {attempt}: {todos} to-dos, all rules kept",
        "第 {attempt} 次：{todos} 个事项，全部符合规则",
    ),
    "todos.refused": Message(
        "Try {attempt}: {todos} to-dos with {faults} faults: {codes}",
        "第 {attempt} 次：{todos} 个事项，{faults} 处不符合规则：{codes}",
    ),
    "todos.mended": Message(
        "No try kept every rule; {dropped} faults were taken out of the best one",
        "没有一次完全符合规则，已从最佳结果中去除 {dropped} 处问题",
    ),
    "todos.made": Message("{todos} to-dos are ready", "已生成 {todos} 个事项"),
    "todos.begun": Message(
        "{todos} to-dos can be done by a tool", "共有 {todos} 个事项可由工具完成"
    ),
    "todo.started": Message("Asking the tool {tool}: {title}", "正在使用工具 {tool}：{title}"),
    "todo.done": Message("Done: {title}", "已完成：{title}"),
    "todo.failed": Message("Failed: {title}: {detail}", "失败：{title}：{detail}"),
    "todo.skipped": Message(
        "Skipped: {title}, which waits for: {detail}", "跳过：{title}，尚待完成：{detail}"
    ),
    "document.read": Message(
        "Read the document: {chars} characters ({format})", "文档已读取：{chars} 个字符（{format}）"
    ),
    "document.truncated": Message(
        "The document is longer; the first {chars} characters are analysed",
        "文档过长，仅分析前 {chars} 个字符",
    ),
    "document.unread_pages": Message("{pages} pages could not be read", "有 {pages} 页无法读取"),
    "document.part_read": Message(
        "Part {number} of {of}: {items} findings, {dropped} left out that the text does not have",
        "第 {number} 部分（共 {of} 部分）：发现 {items} 项，去除原文中找不到的 {dropped} 项",
    ),
    "document.part_unread": Message(
        "No usable answer to part {number}: {detail}", "第 {number} 部分没有可用的回答：{detail}"
    ),
    "trip.read": Message(
        "Printing “{title}”: {days} days, {stops} stops", "正在打印“{title}”：{days} 天、{stops} 站"
    ),
    "trip.characters_missing": Message(
        "{count} characters that no font of ours has stand as boxes",
        "有 {count} 个字符缺少字形，以方框代替",
    ),
    "trip.printed": Message(
        "{pages} pages are ready ({size_bytes} bytes)", "共 {pages} 页，已完成（{size_bytes} 字节）"
    ),
    "document.analysed": Message("{items} findings in all", "共发现 {items} 项"),
}


def text_of(event: str, message: str, data: Mapping[str, Any], language: Language = "en") -> str:
    """Return a line in a language; one of an event we do not know stays as its key has it."""
    known = MESSAGES.get(event)
    template = message if known is None or language == "en" else known.zh
    try:
        return template.format_map(data)
    except (KeyError, IndexError, ValueError, AttributeError, TypeError):
        return template
