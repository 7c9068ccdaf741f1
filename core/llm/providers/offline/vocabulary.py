"""Words that stand for interests and paces, in English and Chinese."""

INTERESTS: dict[str, str] = {
    "history": r"histor|heritage|ancient|历史|古迹|遗迹|古建",
    "culture": r"\bcultur|tradition|文化|民俗|传统",
    "art": r"\barts?\b|galler|painting|艺术|美术|画廊",
    "architecture": r"architect|建筑",
    "nature": r"\bnatur(?:e|al)\b|scenery|outdoors?|自然|山水|户外",
    "gardens": r"\bgardens?\b|园林|花园",
    "views": r"\bviews?\b|skyline|panorama|风景|夜景|景观|观景",
    "food": r"\bfood|\beat(?:ing)?\b|cuisine|gastronom|dim sum|restaurants"
    r"|美食|小吃|吃货|好吃|早茶",
    "shopping": r"\bshop(?:s|ping)?\b|购物|逛街|买买买",
    "nightlife": r"nightlife|\bbars?\b|\bclubs?\b|夜生活|酒吧",
    "family": r"\bfamil(?:y|ies)\b|\bkids?\b|\bchild(?:ren)?\b|toddler"
    r"|亲子|孩子|小孩|儿童|带娃|家庭",
    "religion": r"temple|church|religio|\bshrines?\b|寺庙|神社|教堂|宗教|拜佛",
    "science": r"\bscien|科学|科普|科技馆",
    "technology": r"\btech|gadget|anime|\bmanga\b|科技|数码|动漫|二次元",
    "photography": r"photo|instagram|摄影|拍照|打卡",
    "music": r"music|concert|jazz|音乐|演唱会",
    "theatre": r"theat(?:re|er)|opera|musicals?|戏剧|话剧|歌剧|戏曲",
    "sports": r"sports?\b|football|stadium|体育|运动|球赛",
    "water": r"river|lake|beach|boat|水上|江边|湖(?![南北州])|海边|游船",
    "hiking": r"\bhik(?:e|es|ing)\b|\btrek|徒步|爬山|登山",
    "local_life": r"local life|like a local|neighbou?rhood|市井|本地人|烟火气|老街",
    "modern": r"modern|contemporary|现代|摩登",
    "literature": r"literat|\bbook ?(?:shops?|stores?)\b|文学|书店",
    "wellness": r"wellness|spa\b|onsen|hot spring|温泉|养生|按摩",
    "animals": r"animals?|zoo|panda|动物|熊猫",
}
PACES: dict[str, str] = {
    "relaxed": r"relax|\bslow|leisure|easy.?going|\bno rush\b"
    r"|\b(?:not|nothing|n't be) (?:too |so )?(?:busy|full|packed|rushed|intens)"
    r"|轻松|悠闲|慢游|慢一?点|休闲|[不别](?:要|想|用)?太?(?:赶|累|紧|满)",
    "packed": r"\bpacked\b|as much as possible|intens|\bbusy\b|紧凑|特种兵|多玩|充实",
}
