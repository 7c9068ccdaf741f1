"""A sentence as rules read it: letter for letter in simpler writing, so that places stay."""

from core.llm.providers.offline.wording.traditional import SIMPLIFIED

_FULL_WIDTH = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_MARKS = {
    ord(mark): plain
    for mark, plain in zip("\u3000\u00a0‘’“”「」『』、。", '  \'\'"""""",.', strict=True)
}
_MORE = dict(
    zip(
        map(
            ord,
            "辦執揮處塊誰嘗試檢調晝著麽爲囉罷溝將刪氣規籌尋颱訪測結賬帳減頁貼稱錯變飄緩絡餓飽"
            "壇頤詢營雜紙終續聲職脫腳臉舊蘋虛補製複觸設詳語誤課談論譯豬負財責貪賀贈贏蹤輛輸農"
            "遺釋針釣鈴銷鍵鏡閃閉閱陣陳難靈響順頓領頻顏駐駕騙驚髮鬥鳥鹽麥黃黨齡壞燈狀獎現畢異"
            "監種稅積窮競範簡糧紅純細組綠練績繞繼",
        ),
        "办执挥处块谁尝试检调昼着么为啰罢沟将删气规筹寻台访测结账账减页贴称错变飘缓络饿饱"
        "坛颐询营杂纸终续声职脱脚脸旧苹虚补制复触设详语误课谈论译猪负财责贪贺赠赢踪辆输农"
        "遗释针钓铃销键镜闪闭阅阵陈难灵响顺顿领频颜驻驾骗惊发斗鸟盐麦黄党龄坏灯状奖现毕异"
        "监种税积穷竞范简粮红纯细组绿练绩绕继",
        strict=True,
    )
)
"""Characters of talk that no wish for a trip has."""
_FOLDED = SIMPLIFIED | _MORE | _FULL_WIDTH | _MARKS


def folded(words: str) -> str:
    """Return words in small letters of half width and simplified characters, of the same length."""
    plain = words.translate(_FOLDED)
    lower = plain.lower()
    return lower if len(lower) == len(plain) else "".join(map(_small, plain))


def _small(letter: str) -> str:
    return lower if len(lower := letter.lower()) == 1 else letter
