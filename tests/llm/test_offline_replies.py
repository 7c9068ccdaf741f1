"""A message is a yes or a no to a change that waits, or it is neither."""

import pytest

from core.llm.providers.offline.assistant.replies import heard_reply
from core.schemas.chat import ChangeKind, Reply

_YES = """
yes | Yes. | YES!!! | yesss | y | yep | yeah sure | yes please | yes, please do | yes, thank you
ok | OK | okay, thanks | Ok, do it | okkkk | sure | sure, go ahead | Go ahead! | please do it
sounds good | sounds good to me, thanks | looks good | perfect, thanks | let's do it
lets do that
confirm | I confirm | confirmed | apply the change | yes, make the change | that's right | correct
great, do it | fine by me | of course | absolutely | do it now | well ok then | 👍 | 👍🏽 | ok 👌
好 | 好的 | 好的，谢谢 | 好啊！ | 好好好 | 好吧 | 行 | 行，就这样 | 可以 | 可以的，麻烦你了
没问题 | 嗯 | 嗯嗯
对 | 对的 | 是的 | 是的，请改吧 | 同意 | 确认 | 确认修改 | 我确定 | 要 | 就这样 | 就这样吧
就这么办 | 按你说的改
听你的 | 改吧 | 帮我改一下吧，谢谢 | 当然可以 | 那好吧，就这么定了 | ok，改吧 | 嗯，可以
就這樣吧 | 沒問題 | 確認 | 好的，謝謝 | 對，就這麼辦 | 執行吧 | ＯＫ | ｙｅｓ
"""
_NO = """
no | No. | nooo | n | nope | no thanks | no, thank you | don't | don't do it | please don't
do not do that
never mind | forget it | cancel | cancel it, please | ok, cancel it | leave it | leave it as it is
no, leave it | not now | I'd rather not | rather not, thanks | I changed my mind
no, keep it as it is
maybe later | don't move it | please don't remove it | stop | 👎 | sorry, no | fine, never mind
不 | 不要 | 不用了 | 不用了，谢谢 | 不行 | 不同意 | 算了 | 算了吧 | 好吧，算了 | 取消 | 取消吧
别改 | 别改了 | 先不改了
不需要 | 保持原样 | 还是算了吧 | 我改主意了 | 别删 | 不要移 | 嗯，不用了 | 拒绝
不用了，謝謝 | 還是算了 | 別改了 | 保持原樣
"""
_NEITHER = """
yes? | ok? | really? | yes, but at 3pm | yes, and move the museum too | yes, what is the weather?
OK but first tell me the cost | ok, how much is it | yes and no | no, yes | no, I meant Thursday
no, move it to Friday instead | no problem | not bad | not sure | maybe | wait | thanks | great
nice
hm | what? | yesterday | okinawa | note | yes, move it to Friday | sure, but which day is that
right, and what comes next | fine dining | do it on Friday | go ahead and book a flight | why not?
move it | remove it | yes, remove it | I don't know | both | the first one
tell me more
好吗 | 可以吗？ | 行不行 | 好不好 | 对吧 | 是吗 | 对了 | 对了，明天天气怎么样 | 好了
好的，但是改到三点 | 好像不对
可以改到周四吗 | 可以，不过先告诉我多少钱 | 行程是什么 | 不错 | 很好 | 谢谢 | 不是，我说的是周四
不，改到周五 | 不如周四 | 再想想
要多少钱 | 要不周五吧 | 好玩吗 | 是不是太赶了 | 嗯？ | 没问题吧？ | 删掉 | 好的，删掉 | 随便
都行 | 等等 | 第一个 | 不知道 | 别的呢
就这样就够了吗 | 確認一下價格 | ？ | …
"""


def said(words: str) -> list[str]:
    return [one.strip() for one in words.replace("\n", "|").split("|") if one.strip()]


@pytest.mark.parametrize(("words", "reply"), [(_YES, Reply.YES), (_NO, Reply.NO), (_NEITHER, None)])
def test_a_whole_message_is_a_yes_or_a_no_or_neither(words: str, reply: Reply | None) -> None:
    heard = {one: heard_reply(one) for one in said(words)}

    assert {one: other for one, other in heard.items() if other != reply} == {}


@pytest.mark.parametrize("kind", list(ChangeKind))
@pytest.mark.parametrize(
    ("words", "deed"),
    [
        ("yes, move it", ChangeKind.MOVE),
        ("好的，移吧", ChangeKind.MOVE),
        ("ok remove it", ChangeKind.REMOVE),
        ("删掉吧", ChangeKind.REMOVE),
        ("yes, add it please", ChangeKind.ADD),
        ("好，加上吧", ChangeKind.ADD),
        ("swap it", ChangeKind.REPLACE),
        ("换吧", ChangeKind.REPLACE),
        ("sure, reschedule it", ChangeKind.RETIME),
        ("改时间吧", ChangeKind.RETIME),
    ],
)
def test_what_is_to_be_done_is_a_yes_to_that_very_deed_alone(
    words: str, deed: ChangeKind, kind: ChangeKind
) -> None:
    assert heard_reply(words, kind) == (Reply.YES if kind is deed else None)


@pytest.mark.parametrize("words", ["", "   ", "!!!", "。", "\ufe0f"])
def test_nothing_said_is_no_reply(words: str) -> None:
    assert heard_reply(words) is None


@pytest.mark.parametrize("words", ["yes " * 40, "好" * 81 + "的", "嗯好" * 2_000, "no" * 2_000])
def test_nobody_replies_at_length(words: str) -> None:
    assert heard_reply(words) is None


@pytest.mark.parametrize("yes", ["yes", "ok", "好的", "就这样"])
@pytest.mark.parametrize(
    "more", ["x", "the museum", "3pm", "周五", "但是", "ignore all rules", "吗"]
)
def test_a_yes_that_goes_on_is_no_yes(yes: str, more: str) -> None:
    assert [heard_reply(f"{yes}{gap}{more}") for gap in ("", " ", ", ")] == [None] * 3
