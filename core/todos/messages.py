"""What each rule of a tree of to-dos says where it does not hold, in English and Chinese."""

from collections.abc import Mapping
from typing import Any

from core.schemas.todos import TodoFault
from core.todos.checks import Fault

_MESSAGES: dict[str, tuple[str, str]] = {
    "shape": ("Not of the asked shape: {where}: {why}", "格式不符：{where}：{why}"),
    "key_unique": ("Another to-do has the key {key}", "键 {key} 已被另一事项使用"),
    "count": (
        "There are {count} to-dos; a trip has {most} at most",
        "共有 {count} 个事项，一次行程最多 {most} 个",
    ),
    "parent_known": ("There is no to-do {parent} to be part of", "上级事项 {parent} 不存在"),
    "parent_circle": ("It would be part of itself", "事项不能成为自己的下级"),
    "depth": (
        "It stands {depth} levels deep; {most} is the most",
        "层级为 {depth}，最多 {most} 层",
    ),
    "title_unique": ("“{title}” stands beside it already", "同级已有“{title}”"),
    "need_count": (
        "It waits for {count} to-dos; {most} is the most",
        "依赖了 {count} 个事项，最多 {most} 个",
    ),
    "need_known": ("There is no to-do {need} to wait for", "依赖的事项 {need} 不存在"),
    "need_circle": ("It would wait for itself, by way of “{need}”", "经由“{need}”形成了循环依赖"),
    "day_known": ("The trip has {days} days, no day {day}", "行程共 {days} 天，没有第 {day} 天"),
    "due_before_day": (
        "Due on {due}, but it is of use until {last} only",
        "截止日期 {due} 太晚，最晚应为 {last}",
    ),
    "due_not_past": (
        "Due on {due}, which is past: today is {today}",
        "截止日期 {due} 已过，今天是 {today}",
    ),
    "due_order": (
        "Due on {then}, but it waits for “{title}”, which is due on {first}",
        "截止日期 {then} 早于所依赖的“{title}”（{first}）",
    ),
    "due_in_parent": (
        "“{title}” is due on {first}, after what it is part of, due on {then}",
        "“{title}”的截止日期 {first} 晚于上级事项（{then}）",
    ),
    "tool_known": ("There is no tool {tool}", "没有名为 {tool} 的工具"),
    "tool_arguments": (
        "The tool {tool} does not take these arguments: {why}",
        "工具 {tool} 不接受这些参数：{why}",
    ),
}


def codes() -> frozenset[str]:
    """Return the codes that have messages."""
    return frozenset(_MESSAGES)


def message_of(code: str, numbers: Mapping[str, Any], language: str) -> str:
    """Say how a rule does not hold."""
    return _MESSAGES[code][language == "zh"].format_map(numbers)


def fault_out(fault: Fault, language: str) -> TodoFault:
    """Return the row as clients and models see it."""
    return TodoFault(
        code=fault.code,
        path=fault.path,
        message=message_of(fault.code, fault.numbers, language),
        numbers=fault.numbers,
    )
