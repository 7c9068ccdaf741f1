"""Changes and plans in Chinese: what is asked, proposed, done, or cannot be."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from core.kernel.times import weekday_text
from core.llm.providers.offline.assistant.chinese import day_lines, from_to, problems
from core.llm.providers.offline.assistant.shifts import is_one_shift, shift_of
from core.schemas import facts as f
from core.schemas.chat import ChangeKind

_CANNOT: Mapping[f.Refusal, tuple[str, ...]] = {
    "nothing_open": ("现在没有等您确认的修改。", "告诉我要改什么，我来提方案。"),
    "no_stop_said": ("您想改哪一站？",),
    "no_target_said": ("{name}要改到哪一天，或者几点？",),
    "no_place_said": ("没有找到适合代替{name}的地方。", "告诉我您想去哪里。"),
    "journey": ("{name}是有固定时间的城际交通，这里改不了。", "想换方式可以重新规划。"),
    "no_day_said": ("我一次只清空一天。", "是哪一天？"),
    "empty_day": ("那一天没有可以删的安排。",),
    "nothing_cheaper": ("没有找到比{name}更便宜又合适的。", "告诉我您想去哪里。"),
    "unchanged": ("{name}本来就在那里，没有变化。",),
    "day_full": ("那一天的安排已经到上限了。",),
    "not_undoable": ("{name}的修改没法简单撤回。", "告诉我想改成什么样，我来提方案。"),
    "other_city": ("{name}和那一天不在同一个城市。", "请选在那个城市的日子。"),
    "gone": ("涉及的{name}已经不在了，没有做任何修改。",),
    "refused": ("行程不接受对{name}的修改，没有做任何改动。",),
}


def _question(fact: f.QuestionFacts) -> list[str]:
    what = {"trip": "行程", "stop": "安排", "place": "地点"}[fact.what]
    lead = f"您说的“{fact.said}”是哪一个{what}？" if fact.said else f"是哪一个{what}？"
    lines = [
        f"\n{number}. {one.name}{f'（{one.detail}）' if one.detail else ''}"
        for number, one in enumerate(fact.choices, 1)
    ]
    return [lead, *lines]


def change_zh(change: f.ChangeFact, *, done: bool) -> str:
    """Return a change in words, as it would be or as it was made."""
    name, to = change.name, weekday_text(change.to_date, "zh") if change.to_date else ""
    times = change.start or ""
    times += f"至{change.end}" if change.start and change.end not in (None, change.start) else ""
    behind = f"，在{change.after}之后" if change.after else ""
    mark = "已" if done else ""
    match change.kind:
        case ChangeKind.REMOVE:
            was = weekday_text(change.from_date, "zh") + "的" if change.from_date else ""
            return f"{mark}把{was}{name}从行程中删除"
        case ChangeKind.ADD:
            return f"{mark}在{to}{times}加入{name}{behind}"
        case ChangeKind.REPLACE:
            return f"{mark}把{to}{times}的{name}换成{change.place}"
        case ChangeKind.MOVE:
            return f"{mark}把{name}移到{to}{times}{behind}"
        case ChangeKind.RETIME:
            return f"{mark}把{to}的{name}改到{times}"


def changes_zh(change: f.ChangeFact, also: Sequence[f.ChangeFact], *, done: bool) -> list[str]:
    """Return a change and what is changed along with it, alike ones in one sentence."""
    alike = [one for one in also if one.kind is change.kind and one.place == change.place]
    others = [one for one in also if one not in alike and one.start != one.was]
    mark = "已" if done else ""
    if change.kind is ChangeKind.REMOVE and alike:
        names = "、".join(one.name for one in (change, *alike))
        told = [f"{mark}把{names}从行程中删除"]
    elif change.kind is ChangeKind.REPLACE and alike:
        told = [f"{mark}把全部{len(alike) + 1}晚的{change.name}换成{change.place}"]
    elif also and is_one_shift(change, also):
        each = "、".join(f"{one.name}改到{one.start}" for one in (change, *also))
        way = "推迟" if (change.start or "") > (change.was or "") else "提前"
        told, others = [f"{mark}整体{way}{shift_of(change)}分钟：{each}"], []
    else:
        others = [one for one in also if one.start != one.was or one.kind is ChangeKind.REMOVE]
        told = [change_zh(change, done=done)]
    if others:
        lead = "相应地，" if done else "为了排得下，"
        told.append(lead + "，".join(_other(one) for one in others))
    return told


def _other(change: f.ChangeFact) -> str:
    """Return what makes room, short."""
    if change.kind is ChangeKind.REMOVE:
        return f"去掉{change.name}"
    elsewhere = change.from_date != change.to_date and change.to_date is not None
    on = weekday_text(change.to_date, "zh") if elsewhere and change.to_date else ""
    was = f"从{change.was}" if change.was and not elsewhere else ""
    return f"{change.name}{was}改到{on}{change.start}"


def _proposal(fact: f.ProposalFacts) -> list[str]:
    told = []
    if fact.reason == "stale":
        told.append("刚才之后行程又有变动，这是按现在的行程重新提的方案。")
    if fact.reason == "undo":
        told.append("可以撤回刚才的修改。")
    if fact.instead_of:
        told.append(f"之前关于{fact.instead_of}的方案就不算了。")
    is_undo = fact.reason == "undo"
    first, *more = changes_zh(fact.change, [] if is_undo else fact.also, done=False)
    told += [f"方案：{first}。", *(f"{one}。" for one in more)]
    if is_undo and fact.also:
        told.append("一起改动的其他安排也会恢复原样。")
    if fact.costs_more:
        told.append(f"费用大约多{fact.costs_more}。")
    if fact.costs_less:
        told.append(f"费用大约少{fact.costs_less}。")
    told += problems(fact.new_problems, "这样会有问题")
    told += problems(fact.solved_problems, "这样会更好")
    if not fact.new_problems and fact.change.kind is not ChangeKind.REMOVE:
        told.append("和当天其他安排不冲突。")
    if fact.others:
        told.append(f"也可以换成{'、'.join(fact.others)}。")
    if fact.later:
        told.append(f"一件一件来，这个定了再跟我说“{fact.later}”。")
    return [*told, *_slots(fact.slots, no_room=fact.no_room)]


def _slots(slots: Sequence[f.SlotFact], *, no_room: bool) -> list[str]:
    if not slots:
        tried = ["怎么调整都排不下，其他天也没有空档。"] if no_room else []
        return [*tried, "还是要这样改吗？" if no_room else "要这样改吗？"]
    lines = [
        f"\n{number}. {weekday_text(slot.date, 'zh')}{slot.start}"
        for number, slot in enumerate(slots, 1)
    ]
    return ["那天怎么调都排不下，这些时间可以：", *lines, "\n选哪一个？要坚持原来的，就说“是”。"]


def _applied(fact: f.AppliedFacts) -> list[str]:
    if fact.again:
        return [f"这个修改之前就做好了：{change_zh(fact.change, done=True)}。"]
    if fact.undone:
        return [f"好的，都恢复原样了：{change_zh(fact.change, done=True)}。"]
    first, *more = changes_zh(fact.change, fact.also, done=True)
    told = [f"好的，{first}。", *(f"{one}。" for one in more)]
    told += problems(fact.new_problems, "还需留意")
    return [*told, "想恢复原样，说“撤销”就行。"]


def _declined(fact: f.DeclinedFacts) -> list[str]:
    return [f"好的，保持原样，{fact.change.name}不改。"]


def _cannot_change(fact: f.CannotChangeFacts) -> list[str]:
    if fact.reason == "no_place_said" and fact.name is None:
        return ["您想加什么？"]
    told = [line.format(name=fact.name or "它") for line in _CANNOT[fact.reason]]
    return [*told, f"比如{'、'.join(fact.stops[:4])}。"] if fact.stops else told


def _plan(fact: f.PlanFacts) -> list[str]:
    trip = fact.trip
    told = [
        f"这是“{trip.title}”：{'、'.join(trip.cities)}{trip.day_count}天，"
        f"{from_to(trip.start_date, trip.end_date)}，{trip.travellers}人。",
        *day_lines(fact.days),
        f"全部约{fact.amount}" + (f"，预算{fact.budget}。" if fact.budget else "。"),
    ]
    told += problems(fact.obstacles, "没能按您的愿望安排的")
    told += problems(fact.problems, "还不够好的地方")
    told += problems(fact.assumptions, "我的假定")
    return [*told, "已保存到您的行程，要改哪里告诉我。" if fact.saved else "这份没有保存。"]


def _plan_started(fact: f.PlanStartedFacts) -> list[str]:
    return [
        "我正在逐日仔细规划，需要一点时间。",
        f"任务号{fact.task_id}，完成后会出现在您的行程里。",
    ]


def _plan_refused(fact: f.PlanRefusedFacts) -> list[str]:
    match fact.reason:
        case "too_many":
            return ["您正在进行的规划已经到上限。", "等其中一个完成或取消一个，再告诉我。"]
        case "busy":
            return ["现在规划的人太多了。", "请过几分钟再试。"]
        case "no_city" | "unknown_city":
            known = f"我熟悉{'、'.join(fact.cities)}。" if fact.cities else "目录里还没有城市。"
            asks = fact.reason == "no_city"
            return ["您想去哪个城市？" if asks else "这个城市我不熟悉。", known]
        case "contradiction":
            return [f"这样没法规划：{fact.message}。"]


CHANGES_ZH: dict[type[Any], Callable[[Any], list[str]]] = {
    f.QuestionFacts: _question,
    f.ProposalFacts: _proposal,
    f.AppliedFacts: _applied,
    f.DeclinedFacts: _declined,
    f.CannotChangeFacts: _cannot_change,
    f.PlanFacts: _plan,
    f.PlanStartedFacts: _plan_started,
    f.PlanRefusedFacts: _plan_refused,
}
