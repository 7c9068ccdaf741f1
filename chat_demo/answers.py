"""A turn of talk as messages: the answer, what it rests on, and what came of it; pure."""

from collections.abc import Iterable
from datetime import date

from chat_demo import making, notes, talk_words
from chat_demo.dates import short_date
from chat_demo.markup import Html, tag
from chat_demo.prose import prose
from chat_demo.talks import Talk, nodes_of
from chat_demo.tool_cards import tool_card
from chat_demo.words import Phrase
from core.client.http import Language
from core.schemas.chat import ChatReply, NodeTrace, ProposalOut, UsedMemory


def answer_parts(talk: Talk, language: Language) -> Iterable[Html]:
    """Return what was answered so far, with what tools found and the change that is proposed."""
    if talk.said:
        yield tag("div", prose(talk.said), class_="tw-answer")
    reply = talk.reply
    if reply is None:
        return
    if reply.ai_meta.degraded:
        why = notes.small(reply.ai_meta.degraded_reason or "")
        yield notes.note(talk_words.DEGRADED.to(language), "warn", why)
    for result in reply.tool_results:
        yield tool_card(result, language)
    if reply.proposal is not None:
        yield proposal_card(reply.proposal, language)


def at_work(talk: Talk, elapsed_s: int, language: Language) -> Html:
    """Return what is going on before the answer is there, or while its task is at work."""
    if talk.reply is not None:
        done = talk.progress.done or 0 if talk.progress else 0
        return making.progress((), talk_words.PLANNING.to(language), done, elapsed_s, language)
    if talk.said:
        return Html("")
    known = (talk_words.NODES.get(node) for node in nodes_of(talk.traces))
    steps = [phrase.to(language) for phrase in known if phrase]
    sentence = talk_words.THINKING.to(language)
    spinner = tag("span", class_="tw-spinner")
    return tag(
        "div",
        tag("div", spinner, sentence, class_="tw-working"),
        notes.small(*steps) if steps else "",
        class_="tw-progress",
    )


def small_print(reply: ChatReply, language: Language) -> Html:
    """Return by what an answer was made, what was remembered for it, and how."""
    meta = reply.ai_meta
    took = talk_words.TOOK.to(
        language, ms=f"{meta.latency_ms:,.0f}", tokens=f"{meta.usage_tokens:,}", model=meta.model
    )
    intent = talk_words.INTENTS[reply.intent].to(language)
    return tag(
        "div",
        _memories(reply.used_memory, language),
        _steps(reply.tool_traces, language),
        tag("p", f"{intent} · {took} ", tag("code", meta.trace_id), class_="tw-foot"),
        class_="tw-rests",
    )


def proposal_card(proposal: ProposalOut, language: Language) -> Html:
    """Return a change that waits for a yes, or has had its answer."""
    change = proposal.change
    what = talk_words.CHANGES[change.kind].to(
        language, stop=change.stop_name, place=change.place_name or change.stop_name
    )
    status = talk_words.STATUSES[proposal.status].to(language, version=proposal.version or "")
    return tag(
        "section",
        tag("span", talk_words.PROPOSED.to(language), class_="tw-label"),
        tag("h3", what),
        tag("p", _when(proposal, language)),
        _problems(talk_words.NEW_PROBLEMS, proposal.new_problems, "tw-warn", language),
        _problems(talk_words.SOLVED_PROBLEMS, proposal.solved_problems, "tw-good", language),
        tag("p", status, class_="tw-small"),
        class_="tw-report tw-proposal",
    )


def _when(proposal: ProposalOut, language: Language) -> str:
    change = proposal.change
    time = "–".join(each for each in (change.start_time, change.end_time) if each)
    days = [_day(day, language) for day in (change.from_date, change.to_date) if day]
    moved = len(set(days)) > 1
    told = talk_words.FROM_TO.to(language, before=days[0], after=days[1]) if moved else days[-1]
    return f"{told} {time}".strip()


def _day(day: date, language: Language) -> str:
    return short_date(day, language)


def _problems(title: Phrase, problems: list[str], kind: str, language: Language) -> Html:
    if not problems:
        return Html("")
    rows = (tag("li", problem) for problem in problems)
    return tag("div", tag("p", title.to(language), class_=kind), tag("ul", *rows))


def _memories(memories: list[UsedMemory], language: Language) -> Html:
    if not memories:
        return Html("")
    rows = (
        tag("li", memory.text, tag("span", f"{memory.score:.2f}", class_="tw-ms"))
        for memory in memories
    )
    summary = tag("summary", talk_words.REMEMBERED.to(language, count=len(memories)))
    return tag("details", summary, tag("ul", *rows, class_="tw-steps"))


def _steps(traces: list[NodeTrace], language: Language) -> Html:
    if not traces:
        return Html("")
    summary = tag("summary", talk_words.HOW.to(language, count=len(traces)))
    rows = tag("ol", *(_step(trace, language) for trace in traces), class_="tw-steps")
    return tag("details", summary, rows)


def _step(trace: NodeTrace, language: Language) -> Html:
    phrase = talk_words.NODES.get(trace.node)
    failed = trace.status == "failed"
    return tag(
        "li",
        tag("span", "✗" if failed else "✓", class_="tw-bad" if failed else "tw-good"),
        f" {phrase.to(language) if phrase else trace.node} ",
        tag("span", f"{trace.latency_ms:.1f} ms", class_="tw-ms"),
    )
