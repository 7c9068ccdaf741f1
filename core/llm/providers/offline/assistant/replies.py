"""A yes or a no to a change that waits for one, as its owner says it in English and Chinese.

It is strict, for a yes changes a trip: the whole message must be made of words that say yes, or of
words that say no, beside mere politeness. A question is neither, nor is a yes that goes on with
something else ("yes, but at three"): that is a new wish.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from core.llm.providers.offline.assistant.folding import folded
from core.schemas.chat import ChangeKind, Reply

_MOST_CHARS = 80
"""Nobody says yes at greater length."""
_YES = (
    "y,yes,yess,yea,yeah,yeh,yep,yup,ya,aye,sure,sure thing,"
    "that's fine,thats fine,that is fine,fine by me,fine with me,sounds good,"
    "sounds good to me,sounds great,sounds fine,sounds perfect,that sounds good,"
    "that sounds great,looks good,"
    "looks great,looks good to me,that looks good,lgtm,good idea,great idea,perfect,go ahead,"
    "go for it,do it,do that,do so,do this,do the change,do please,please do,please do it,"
    "please do that,yes do,yes i do,yes i am,make it so,make the change,make that change,"
    "make this change,make it happen,apply,apply it,apply that,apply this,apply the change,"
    "save it,confirm,confirm it,confirmed,i confirm,approve,approved,"
    "i approve,agreed,i agree,accept,i accept,accepted,accept it,correct,that's correct,"
    "that is correct,that's right,thats right,that is right,exactly,absolutely,definitely,"
    "certainly,of course,for sure,by all means,totally,indeed,affirmative,works for me,that works,"
    "that'll work,that works for me,let's do it,lets do it,let's do that,lets do that,"
    "let's do this,"
    "let's go,let's go for it,let's go with that,go with that,i'm sure,i am sure,im sure,"
    "i want that,i'd like that,i would like that,yes i want that,that's what i want,"
    "that's exactly what i want,"
    "that is what i want,that is exactly what i want,that's exactly it,that's it,"
    "yes that's it,that would be great,that would be good,that'd be great,that will do,"
    "that's what i meant,"
    "好啊,好呀,好嘞,好哒,好哇,好滴,好咧,也好,行的,行啊,也行,可以,可以可以,"
    "可以的,可以啊,可以呀,当然,当然可以,当然好,没问题,没意见,没错,对,对的,对对,"
    "对啊,是,是的,是啊,是呀,同意,我同意,确认,我确认,确认修改,确认更改,确定,我确定,要,要的,我要"
    ",需要,"
    "就这样,就这样吧,就这么办,就这么办吧,就这么做,就这么做吧,就这么定,就这么定了,就这么改,就这"
    "么改吧,"
    "就这样改,就这样改吧,就这样定了,就这样办,就这样做,就按这个,就按这个来,就按这个改,按这个来"
    ",按这个改,"
    "按你说的,按你说的办,按你说的做,按你说的改,按你说的来,按您说的办,照你说的办,照你说的做,照"
    "你说的改,按你说的改吧,按你说的办吧,按你说的做吧,按你说的,"
    "照办,照做,听你的,改,改吧,改了吧,那就改,那就改吧,请改,请改吧,帮我改,帮我改吧,"
    "帮我改一下,帮我改一下吧,请帮我改,改一下吧,执行,执行吧,应用,应用吧,定了,那就这样,那就这样吧,"
    "那就这么办,那就这么改,那就这么定了,就它了,就它吧,就这个,就这个吧,来吧,搞定它,批准,通过,成"
    ",成交,"
    "妥,妥了,中,必须的,没毛病,正是,"
    "👍,👌,✅,✔,🆗"
)
_GRANTED = (
    "ok,okay,okey,okey dokey,okie,k,kk,alright,all right,fine,right,"
    "好,好的,好吧,那好,那好吧,行,行吧,嗯,嗯嗯,恩,恩恩,嗯好"
)
"""What says yes by itself, and before a no merely that one has heard."""
_NO = (
    "n,no,nope,nah,no no,no thanks,no thank you,no thx,no ty,don't,dont,do not,don't do it,"
    "dont do it,don't do that,dont do that,do not do it,do not do that,please don't,please dont,"
    "please do not,don't change it,dont change it,do not change it,don't change anything,"
    "dont change anything,do not change anything,no change,no changes,never mind,nevermind,nvm,"
    "forget it,forget that,forget about it,cancel,cancel it,cancel that,cancel this,"
    "cancel the change,drop it,drop that,leave it,better leave it,best leave it,just leave it,"
    "rather leave it,maybe later,later,not that one,not this one,not that,not this,"
    "not yet,let's not,lets not,i'll pass,leave it alone,leave it be,leave it as it is,"
    "leave it as is,leave it there,leave it like that,leave it the way it is,leave as is,"
    "leave everything as it is,keep it,keep it as it is,keep it as is,keep it there,"
    "keep it the way it is,keep it like that,keep things as they are,keep everything as it is,"
    "not now,not today,not really,no need,no i don't,no i dont,no don't,no not now,"
    "i don't want that,i dont want that,i do not want that,i'd rather not,i would rather not,"
    "id rather not,rather not,better not,i changed my mind,i've changed my mind,changed my mind,"
    "stop,stop it,stop that,abort,reject,reject it,rejected,i reject it,decline,declined,discard,"
    "discard it,negative,absolutely not,definitely not,of course not,certainly not,"
    "that's wrong,that's not right,wrong,don't bother,undo,undo that,on second thought no,"
    "maybe not,i don't think so,i dont think so,"
    "不,不要,不要了,我不要,不用,不用了,先不用,先不用了,暂时不用,暂时不用了,不必,不必了,不行,不可以,"
    "不好,不是,不是的,不对,不同意,我不同意,不需要,不需要了,不了,不想,不想改,不想改了,算了,算了吧,"
    "还是算了,还是算了吧,那算了,那就算了,取消,取消吧,取消掉,帮我取消,取消修改,取消更改,先取消,"
    "先等等,先等等吧,等等吧,以后再说吧,等等再说,以后再说,再说吧,先放着,不急,不急着改,先不急,"
    "不要这个,不要那个,不是这个,别,别改,别改了,别改吧,先别,先别改,先别改了,不要改,不要改了,不用改,不用改了,不改,不改了,先不改,"
    "先不改了,还是不改了,还是别改了,还是不要了,还是不用了,保持原样,保持原样吧,保持不变,保持现状,"
    "维持原样,维持原状,维持不变,不变,原样,按原来的,按原来的来,还是原来的,还是原来那样,还按原来的,"
    "留着,留着吧,放弃,放弃吧,撤销,拒绝,我拒绝,否,没必要,没有必要,错,错了,不对不对,不是不是,"
    "我改主意了,改主意了,我反悔了,反悔了,"
    "👎,❌,✖,🙅"
)
_MERELY = (
    "please,pls,plz,thanks,thank you,thank you very much,thanks a lot,many thanks,thx,ty,cheers,"
    "then,so,well,oh,ah,hm,hmm,mm,mmm,um,uh,er,erm,eh,great,good,cool,nice,excellent,lovely,wonderful,awesome,"
    "brilliant,super,amazing,sorry,now,actually,just,i think,for me,mate,dear,and,"
    "就,谢谢,谢谢你,谢谢您,谢谢啦,谢了,多谢,感谢,辛苦了,辛苦你了,麻烦你,麻烦你了,麻烦您,麻烦您"
    "了,麻烦了,"
    "拜托,拜托了,请,那,那就,哦,噢,喔,啊,哈,哈哈,嘿,呃,额,诶,哎,唉,唔,很好,太好了,真好,挺好,"
    "挺好的,不错,挺不错的,太棒了,棒,真棒,完美,好极了,抱歉,不好意思,我觉得,我想,"
    "🙏,😊,🙂,😄,😀,🎉"
)
_VERBS: Mapping[ChangeKind, tuple[str, str]] = {
    ChangeKind.MOVE: ("move", "移,挪,移过去,挪过去,移动,换过去"),
    ChangeKind.REMOVE: ("remove,delete,cut", "删,删了,删掉,去掉,移除,删除,拿掉"),
    ChangeKind.ADD: ("add", "加,加上,加进去,加进来,添加,添上"),
    ChangeKind.REPLACE: ("replace,swap,exchange", "换,换掉,替换,换了,换成它"),
    ChangeKind.RETIME: ("reschedule,retime,shift", "改时间,调时间"),
}
"""What is done to a stop, in English and in Chinese: with no more said, it is that very change."""
_NEVER_EN = ("don't", "dont", "do not", "please don't")
_NEVER_ZH = ("别", "先别", "不", "不要", "不用", "先不", "先不要", "还是别", "还是不")
_MEANT = ((re.compile("[gy]+"), Reply.YES), (re.compile("g*n+"), Reply.NO))
"""In which order parts that say yes, granted and no mean what."""
_PAUSES = re.compile(r"[\s,.!~…;:\-—·、\"()\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]+")
_DRAWN_OUT = re.compile(r"(\D)\1{2,}")
_ASKS = re.compile(r"\?|(.)不\1")
"""A mark of questions, or a verb with its own denial, as 行不行."""
_LATIN = re.compile(r"[a-z']")


def heard_reply(words: str, kind: ChangeKind | None = None) -> Reply | None:
    """Return the yes or no that a message is as a whole, None where it is anything else.

    `kind` is that of the change that waits: "yes, remove it" is a yes to a removal alone.
    """
    text = _DRAWN_OUT.sub(r"\1", _PAUSES.sub(" ", folded(words[: _MOST_CHARS + 1])).strip())
    if len(words) > _MOST_CHARS or _ASKS.search(text):
        return None
    said = "".join(_said(text, kind))
    return next((reply for order, reply in _MEANT if order.fullmatch(said)), None)


def _said(text: str, kind: ChangeKind | None) -> Iterator[str]:
    """Yield what each part of a text says, the longest part first; `?` for what is no such part."""
    meanings, pattern = _phrases(kind)
    at = 0
    while at < len(text):
        found = pattern.match(text, at)
        if found is None:
            yield "?"
            return
        yield meanings[found[1]]
        at = found.end()


@cache
def _phrases(kind: ChangeKind | None) -> tuple[Mapping[str, str], re.Pattern[str]]:
    """Return what each phrase says, and what finds the longest of them."""
    meanings: dict[str, str] = {}
    for phrases, meaning in ((_MERELY, ""), (_YES, "y"), (_GRANTED, "g"), (_NO, "n")):
        meanings |= dict.fromkeys(phrases.split(","), meaning)
    for of, (english, chinese) in _VERBS.items():
        done = [f"{verb} {it}" for verb in english.split(",") for it in ("it", "that", "this")]
        done_zh = [f"{verb}{end}" for verb in chinese.split(",") for end in ("", "吧")]
        meanings |= dict.fromkeys(_never(_NEVER_EN, " ", done), "n")
        meanings |= dict.fromkeys(_never(_NEVER_ZH, "", done_zh), "n")
        if of is kind:
            meanings |= dict.fromkeys([*done, *done_zh], "y")
    longest_first = sorted(meanings, key=len, reverse=True)
    return meanings, re.compile(f"({'|'.join(map(_whole_words, longest_first))}) ?")


def _never(words: Sequence[str], space: str, deeds: Sequence[str]) -> list[str]:
    return [f"{never}{space}{deed}" for never in words for deed in deeds]


def _whole_words(phrase: str) -> str:
    return re.escape(phrase) + (r"(?![a-z'])" if _LATIN.match(phrase[-1]) else "")
