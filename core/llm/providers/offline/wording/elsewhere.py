"""Cities and islands people travel to, by English and Chinese names, whatever a catalogue knows.

A city that is named and not known must be told of: without these names it would not be heard.
Names that are words as well (Nice, Bath, 平安) are left out.
"""

from collections.abc import Iterable, Sequence

_CITIES = """
Amsterdam 阿姆斯特丹; Athens 雅典; Auckland 奥克兰; Bali 巴厘岛; Bangkok 曼谷
Barcelona 巴塞罗那; Beirut 贝鲁特; Bergen 卑尔根; Berlin 柏林; Bogotá 波哥大; Bologna 博洛尼亚
Boston 波士顿; Bordeaux 波尔多; Bratislava; Brisbane 布里斯班; Bruges 布鲁日; Brussels 布鲁塞尔
Bucharest 布加勒斯特; Budapest 布达佩斯; Busan 釜山; Cairo 开罗; Calgary 卡尔加里; Cancun 坎昆
Casablanca 卡萨布兰卡; Cebu 宿务; Changsha 长沙; Chiang Mai 清迈; Chicago 芝加哥; Cologne 科隆
Colombo 科伦坡; Copenhagen 哥本哈根; Cusco 库斯科; Dali 大理; Dalian 大连; Da Nang 岘港
Delhi 德里; Dresden 德累斯顿; Dubai 迪拜; Dublin 都柏林; Dubrovnik 杜布罗夫尼克; Dunhuang 敦煌
Düsseldorf 杜塞尔多夫; Edinburgh 爱丁堡; Florence 佛罗伦萨; Frankfurt 法兰克福; Fukuoka 福冈
Fuzhou 福州; Geneva 日内瓦; Glasgow 格拉斯哥; Granada 格拉纳达; Guilin 桂林; Guiyang 贵阳
Haikou 海口; Hakone 箱根; Hamburg 汉堡; Hanoi 河内; Harbin 哈尔滨; Havana 哈瓦那; Hefei 合肥
Helsinki 赫尔辛基; Hiroshima 广岛; Ho Chi Minh City 胡志明市; Hohhot 呼和浩特; Honolulu 檀香山
Huangshan 黄山市; Innsbruck 因斯布鲁克; Istanbul 伊斯坦布尔; Jakarta 雅加达; Jerusalem 耶路撒冷
Jinan 济南; Johannesburg 约翰内斯堡; Kanazawa 金泽; Kaohsiung 高雄; Kathmandu 加德满都
Kobe 神户; Krakow 克拉科夫; Kuala Lumpur 吉隆坡; Kunming 昆明; Kyiv 基辅; Lanzhou 兰州
Las Vegas 拉斯维加斯; Lhasa 拉萨; Lijiang 丽江; Lima 利马; Lisbon 里斯本; Liverpool 利物浦
Ljubljana 卢布尔雅那; Los Angeles 洛杉矶; Lucerne 卢塞恩; Luoyang 洛阳; Lyon 里昂; Macau 澳门
Madrid 马德里; Manchester 曼彻斯特; Manila 马尼拉; Marrakesh 马拉喀什; Marseille 马赛
Melbourne 墨尔本; Mexico City 墨西哥城; Miami 迈阿密; Milan 米兰; Montreal 蒙特利尔
Moscow 莫斯科; Mumbai 孟买; Munich 慕尼黑; Nagasaki 长崎; Nagoya 名古屋; Nairobi 内罗毕
Nanchang 南昌; Nanning 南宁; Naples 那不勒斯; Nara 奈良; New Orleans 新奥尔良; Ningbo 宁波
Okinawa 冲绳; Osaka 大阪; Oslo 奥斯陆; Ottawa 渥太华; Phnom Penh 金边; Phuket 普吉岛
Porto 波尔图; Prague 布拉格; Qingdao 青岛; Quanzhou 泉州; Quebec City 魁北克城
Queenstown 皇后镇; Reykjavik 雷克雅未克; Riga 里加; Rio de Janeiro 里约热内卢; Salzburg 萨尔茨堡
San Diego 圣地亚哥; San Francisco 旧金山; Sanya 三亚; Santorini 圣托里尼; Sapporo 札幌
Seattle 西雅图; Seoul 首尔; Seville 塞维利亚; Shaoxing 绍兴; Shenyang 沈阳; Shijiazhuang 石家庄
Siem Reap 暹粒; Sofia 索非亚; Stockholm 斯德哥尔摩; Strasbourg 斯特拉斯堡; Stuttgart 斯图加特
Sydney 悉尼; Taipei 台北; Taiyuan 太原; Tallinn 塔林; Tbilisi 第比利斯; Tel Aviv 特拉维夫
Tianjin 天津; Toronto 多伦多; Turin 都灵; Ulaanbaatar 乌兰巴托; Urumqi 乌鲁木齐
Valencia 瓦伦西亚; Vancouver 温哥华; Venice 威尼斯; Verona 维罗纳; Vienna 维也纳; Vientiane 万象
Vilnius 维尔纽斯; Vladivostok 海参崴; Warsaw 华沙; Washington 华盛顿; Weihai 威海; Wenzhou 温州
Wuhan 武汉; Wuxi 无锡; Xiamen 厦门; Xining 西宁; Yangzhou 扬州; Yantai 烟台; Yinchuan 银川
Boracay 长滩岛; Crete 克里特岛; Fiji 斐济; Iceland 冰岛; Jeju 济州岛; Koh Samui 苏梅岛
Maldives 马尔代夫; Malta 马耳他; Mauritius 毛里求斯; Mykonos 米科诺斯; Seychelles 塞舌尔
Sicily 西西里岛; Tahiti 大溪地; Zanzibar 桑给巴尔
Yokohama 横滨; Zagreb 萨格勒布; Zhangjiajie 张家界; Zhengzhou 郑州; Zhuhai 珠海; Zurich 苏黎世
Guangzhou 广州; Beijing 北京; Shanghai 上海; Hangzhou 杭州; Chengdu 成都; Xi'an 西安; Tokyo 东京
Kyoto 京都; Paris 巴黎; Rome 罗马; London 伦敦; New York 纽约; Chongqing 重庆; Nanjing 南京
Suzhou 苏州; Shenzhen 深圳; Hong Kong 香港; Singapore 新加坡
"""
_MARK = "?"


def cities_elsewhere(known: Iterable[str], folded: str) -> list[dict[str, Sequence[str] | str]]:
    """Return the cities of a text none of whose names is known, each spelling as one of its own.

    `folded` is the text in small letters and simplified Chinese.
    """
    here = [names for names in _SPELLINGS if any(name.casefold() in folded for name in names)]
    have = {name.casefold() for name in known} if here else set()
    strange = [names for names in here if not {name.casefold() for name in names} & have]
    return [{"id": f"{_MARK}{name}", "names": [name]} for names in strange for name in names]


def city_names() -> list[str]:
    """Return every name of every city, as it is written."""
    return [name for names in _SPELLINGS for name in names]


def is_elsewhere(city_id: str) -> bool:
    """Say whether a city is none of the catalogue's."""
    return city_id.startswith(_MARK)


def shown(city_id: str) -> str:
    """Return what a city is called in the form."""
    return city_id.removeprefix(_MARK)


def _spellings(row: str) -> list[str]:
    latin, _, rest = row.rpartition(" ")
    if rest.isascii() or not latin or not "\u4e00" <= rest[0] <= "\u9fff":
        return [row]
    return [latin, rest]


_SPELLINGS = [
    _spellings(row.strip()) for line in _CITIES.strip().splitlines() for row in line.split(";")
]
