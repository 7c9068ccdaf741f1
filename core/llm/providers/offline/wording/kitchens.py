"""The food of where one goes, said without its name: 当地特色菜 in Chengdu is Sichuan food."""

import re
from collections.abc import Iterator, Sequence

from core.llm.providers.offline.wording.kinds import label_of
from core.llm.providers.offline.wording.promise import Promise
from core.llm.providers.offline.wording.sheet import Sheet

_KITCHENS: tuple[tuple[str, str], ...] = (
    ("北京|beijing", "北京菜"),
    ("上海|shanghai", "本帮菜"),
    ("重庆|成都|乐山|自贡|chongqing|chengdu", "川菜"),
    ("广州|深圳|佛山|珠海|东莞|香港|澳门|guangzhou|shenzhen|hong kong|macau", "粤菜"),
    ("杭州|苏州|南京|扬州|无锡|宁波|绍兴|镇江|hangzhou|suzhou|nanjing", "江浙菜"),
    ("武汉|宜昌|襄阳|荆州|wuhan", "湖北菜"),
    ("长沙|张家界|岳阳|衡阳|changsha|zhangjiajie", "湘菜"),
    ("合肥|黄山|芜湖|hefei", "徽菜"),
    ("济南|青岛|烟台|威海|jinan|qingdao", "鲁菜"),
    ("厦门|福州|泉州|xiamen|fuzhou|quanzhou", "闽菜"),
    ("哈尔滨|沈阳|大连|长春|harbin|shenyang|dalian", "东北菜"),
    ("西安|兰州|银川|西宁|xi'?an|lanzhou", "西北菜"),
    ("乌鲁木齐|喀什|urumqi", "新疆菜"),
    ("昆明|大理|丽江|kunming|dali|lijiang", "云南菜"),
    ("三亚|海口|sanya|haikou", "海南菜"),
    ("台北|高雄|taipei", "台湾菜"),
    ("拉萨|lhasa", "西藏菜"),
)
_OF_HERE = r"(?:本地|当地|地方|本土|(?:最)?地道|正宗|特色|传统|经典|有名|著名)"
_FOOD = r"(?:美食|特色菜|菜肴?|风味|名菜|料理|口味|餐厅|餐馆|馆子)"
_EATING = r"(?:吃|尝|品|体验|享受|感受|喜欢|爱|想要|打卡|寻找|探索)"
_NOT = re.compile(r"(?:不|别|没|避|除)[^，,。；;\n]{0,4}$")


def find_local_food(
    sheet: Sheet, labels: Sequence[str], cities: Sequence[str]
) -> Iterator[Promise]:
    """Yield the kind of food of the cities one goes to, where the food of there is asked for.

    Only a kind that the catalogue has is asked for by `labels`; the words alone are an interest.
    """
    label = _label(labels, cities)
    if label is None:
        return
    names = "|".join(re.escape(name) for name in sorted(cities, key=len, reverse=True))
    pattern = re.compile(
        rf"{_EATING}[^，,。；;\n不别]{{0,8}}?(?:(?:{names})(?:市|人)?的?{_OF_HERE}{{0,3}}的?"
        rf"|(?:本地|当地)的?{_OF_HERE}{{0,2}}的?|{_OF_HERE}{{2}}的?|地道的?|正宗的?){_FOOD}"
        rf"|{_EATING}[^，,。；;\n不别]{{0,4}}?(?:特色菜|本地菜|当地菜|地方菜)",
        re.I,
    )
    for found in pattern.finditer(sheet.text):
        if not _NOT.search(sheet.text[: found.start()]):
            condition = {"kind": "labels", "subject": "restaurant", "labels": [label]}
            yield Promise(condition, *found.span())


def _label(labels: Sequence[str], cities: Sequence[str]) -> str | None:
    """Return what the catalogue calls the food of these cities."""
    for city in cities:
        for pattern, food in _KITCHENS:
            if re.fullmatch(f"(?:{pattern})市?", city, re.I):
                return label_of("restaurant", labels, food)
    return None
