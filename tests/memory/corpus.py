"""Two hundred things remembered of one traveller, and what is asked when some of them matter."""

from itertools import product

_TURNS_EN = [
    f"{question} {city}?\n{answer}"
    for (question, answer), city in product(
        [
            ("How do I get from the airport to the centre of", "By train it takes about an hour."),
            ("What is the weather like in November in", "Mild by day and cool in the evening."),
            ("Which market should we see in", "The old one near the river is the liveliest."),
            ("How much is a taxi ride in", "A short one costs about as much as a lunch."),
            ("When do the shops close in", "Most of them at nine, on Sundays at six."),
        ],
        ["Kyoto", "Lisbon", "Chengdu", "Vienna", "Singapore", "Oslo", "Rome", "Tokyo"],
    )
]
_TURNS_ZH = [
    f"{city}{question}？\n{answer}"
    for (question, answer), city in product(
        [
            ("从机场到市中心怎么走", "坐地铁大约一个小时。"),
            ("十一月天气怎么样", "白天温和，晚上有点凉。"),
            ("哪个夜市值得去", "河边那个老夜市最热闹。"),
            ("打车大概多少钱", "短途差不多一顿午饭的价钱。"),
            ("商店几点关门", "多数九点，周日六点。"),
        ],
        ["京都", "成都", "西安", "杭州", "东京", "新加坡", "罗马", "巴黎"],
    )
]
_FACTS_EN = [
    "I am vegetarian and avoid anything with fish sauce",
    "We love small museums with good cafés",
    "My daughter gets carsick on mountain roads",
    "I collect fridge magnets from every city",
    "We booked the ryokan in Hakone for the second week of April",
    "I need a power socket next to the bed for my breathing machine",
    "Our anniversary is on the fifth of May",
    "I prefer window seats on trains",
    "We usually swim before breakfast",
    "I am writing a book about lighthouses",
    "My passport expires in March 2028",
    "I would rather pay more than change planes",
    "We are learning Japanese and like to practise",
    "I had knee surgery, so stairs are difficult",
    "We take our dachshund Bruno everywhere",
    "I am afraid of cable cars",
    "We want to hear a jazz concert on every trip",
    "I take black and white photographs at dawn",
    "My favourite painter is Vermeer",
    "We never rent a car abroad",
]
_FACTS_ZH = [
    "我不吃辣，也不吃香菜",
    "我们喜欢小型博物馆",
    "女儿坐山路车会晕车",
    "我每到一个城市都收集冰箱贴",
    "四月第二周已经订了箱根的温泉旅馆",
    "我床边需要插座，晚上要用呼吸机",
    "五月五日是我们的结婚纪念日",
    "坐火车我喜欢靠窗的座位",
    "我们习惯早饭前游泳",
    "我在写一本关于灯塔的书",
    "我的护照二〇二八年三月到期",
    "宁可多花钱也不要转机",
    "我们在学日语，想多练习",
    "我膝盖动过手术，爬楼梯困难",
    "我们到哪儿都带着腊肠犬布鲁诺",
    "我害怕坐缆车",
    "每次旅行都想听一场爵士音乐会",
    "我喜欢在黎明拍黑白照片",
    "我最喜欢的画家是维米尔",
    "我们在国外从不租车",
]
_REST_EN = [
    f"We stayed {nights} nights in {city} and liked the {thing}"
    for nights, (city, thing) in enumerate(
        product(
            ["Porto", "Seoul", "Hanoi", "Turin", "Ghent", "Busan", "Penang", "Malaga"],
            ["harbour walk", "tram ride", "rooftop bar", "night market", "botanical garden"],
        ),
        start=2,
    )
]
_REST_ZH = [
    f"上次在{city}住了{nights}晚，{thing}很不错"
    for nights, (city, thing) in enumerate(
        product(
            ["厦门", "青岛", "大理", "首尔", "河内", "釜山", "苏州", "桂林"],
            ["海边栈道", "老电车", "屋顶餐厅", "植物园", "早市"],
        ),
        start=2,
    )
]
MEMORIES = [*_TURNS_EN, *_TURNS_ZH, *_FACTS_EN, *_FACTS_ZH, *_REST_EN, *_REST_ZH]
ASKED_EN = dict(
    zip(
        (
            "Which restaurant suits a vegetarian like me?",
            "Is there a museum with a nice café nearby?",
            "Can we take the mountain road, or will my daughter be carsick?",
            "Where can I buy fridge magnets?",
            "When is our stay at the ryokan in Hakone?",
            "Does the room have a socket next to the bed?",
            "Where shall we dine on our anniversary?",
            "Please book seats on the train to Osaka",
            "Can we swim before breakfast there?",
            "Are there lighthouses on the way, for my book?",
            "Is my passport valid long enough?",
            "Is there a flight without changing planes?",
            "Where could we practise our Japanese?",
            "Are there many stairs, with my knee?",
            "May Bruno the dachshund come along?",
            "How do we get up without the cable car?",
            "Is there a jazz concert that week?",
            "Where is the light best at dawn for photographs?",
            "Which gallery has a Vermeer?",
            "Should we rent a car there?",
        ),
        _FACTS_EN,
        strict=True,
    )
)
ASKED_ZH = dict(
    zip(
        (
            "有什么不辣的菜推荐，不要香菜",
            "附近有没有小型博物馆",
            "走山路女儿会晕车吗",
            "哪里可以买冰箱贴",
            "箱根的温泉旅馆是哪几天",
            "房间床边有插座吗",
            "结婚纪念日那天去哪儿吃饭",
            "帮我订火车座位",
            "早饭前能游泳吗",
            "沿途有灯塔吗，我的书要用",
            "我的护照有效期够吗",
            "有不用转机的航班吗",
            "哪里可以练习日语",
            "那里楼梯多吗，我膝盖不好",
            "布鲁诺能一起去吗",
            "不坐缆车怎么上山",
            "那周有爵士音乐会吗",
            "黎明在哪里拍照片最好",
            "哪个美术馆有维米尔的画",
            "要不要在那边租车",
        ),
        _FACTS_ZH,
        strict=True,
    )
)
