"""The words by which travellers say what they prefer, in English and Chinese."""

import re
from collections.abc import Mapping

EATS = {
    "vegetarian": r"vegetarians?|veggies?|meat[- ]free|吃素|素食(?:者|主义者?)?|茹素",
    "vegan": r"vegans?|plant[- ]based|纯素(?:食)?(?:者)?|全素",
    "pescatarian": r"pescatarians?|鱼素(?:者)?",
    "halal": r"halal|清真(?:食品|饮食|餐|菜)?",
    "kosher": r"kosher|犹太洁食",
    "gluten_free": r"gluten[- ]free|coeliacs?|celiacs?|gluten[- ]intolerant|无麸质|麸质不耐(?:受)?",
    "dairy_free": r"dairy[- ]free|lactose[- ](?:free|intolerant)|乳糖不耐(?:受)?",
}
"""Kinds of diets by what those who keep them are called."""
EATEN = {
    "vegetarian": r"meat|any meat|animals|(?<![猪牛羊鱼鸡鸭烤])肉(?:类|食)?|荤(?:的|菜)?",
    "no_pork": r"pork|pig|猪肉",
    "no_beef": r"beef|牛肉",
    "no_lamb": r"lamb|mutton|羊肉",
    "no_seafood": r"seafood|shellfish|fish|shrimps?|prawns?|crabs?|海鲜|鱼虾?|虾|螃蟹|贝类",
    "no_raw": r"raw (?:fish|food|meat)|sashimi|生(?:鱼片|食|冷(?:的|食物)?|的)|刺身",
    "no_spicy": r"spicy(?: (?:food|dishes|stuff|things))?|spice|chill?i(?:es)?|hot food"
    r"|辣(?:的|椒|菜)?|麻辣",
    "no_nuts": r"(?:pea|tree )?nuts?|坚果|花生",
    "gluten_free": r"gluten|wheat|麸质|小麦",
    "dairy_free": r"dairy|milk|lactose|奶制品|乳制品|牛奶",
    "no_egg": r"eggs?|鸡蛋|蛋类?",
    "no_coriander": r"coriander|cilantro|香菜",
    "no_alcohol": r"alcohol|酒(?!店|吧街)",
}
"""What is not eaten, by what those are called who do not."""
INTERESTS = {
    "museum": r"museums?|博物馆|美术馆",
    "history": r"histor(?:y|ical (?:sites|places))|ancient (?:sites|ruins)|历史|古迹|古建筑?",
    "art": r"arts?|galler(?:y|ies)|paintings?|艺术|画展|画廊",
    "architecture": r"architecture|建筑",
    "nature": r"nature|outdoors?|mountains?|大自然|自然(?:风光)?|山水|户外",
    "gardens": r"gardens?|园林|花园",
    "views": r"(?:night )?views?|skylines?|sunsets?|夜景|风景|日落|日出",
    "food": r"(?:good |local )?food(?! (?:poison|court))|eating(?: well)?|(?:本地|当地)?美食|小吃",
    "shopping": r"shopping|malls?|购物|逛街|商场",
    "nightlife": r"nightlife|bars|clubbing|夜生活|酒吧",
    "religion": r"temples?|churches|shrines?|寺庙|教堂|寺院",
    "science": r"science|科技馆|科学",
    "technology": r"technology|gadgets|anime|动漫|数码",
    "photography": r"photograph(?:y|ing)|taking (?:photos|pictures)|摄影|拍照",
    "music": r"(?:live )?music|concerts?|jazz|音乐(?:会|节)?|演唱会",
    "theatre": r"theat(?:re|er)s?|opera|musicals?|话剧|戏剧|戏曲|京剧|歌剧",
    "sports": r"sports?|football|soccer|basketball|体育|球赛",
    "water": r"beach(?:es)?|lakes|the sea|boat (?:rides|trips)|海边|沙滩|游船",
    "hiking": r"hik(?:es|ing)|trekking|徒步|爬山|登山",
    "local_life": r"local (?:life|markets?|neighbou?rhoods?)|old streets|市井|烟火气|老街|菜市场",
    "literature": r"literature|book ?(?:shops?|stores?)|文学|书店",
    "wellness": r"spas?|hot springs?|onsens?|massages?|温泉|按摩|养生",
    "animals": r"animals|zoos?|pandas?|动物园?|大?熊猫",
    "family": r"theme parks?|amusement parks?|主题公园|游乐园",
}
CUISINES = {
    "sichuan": r"sichuan(?:ese)?(?: food| cuisine)?|川菜|四川菜",
    "cantonese": r"cantonese(?: food| cuisine)?|粤菜|广东菜",
    "hunan": r"hunan(?: food| cuisine)?|湘菜|湖南菜",
    "japanese": r"japanese(?: food| cuisine)?|日料|日本菜|日本料理",
    "sushi": r"sushi|寿司",
    "ramen": r"ramen|拉面",
    "italian": r"italian(?: food| cuisine)?|意大利菜|意餐",
    "pizza": r"pizzas?|披萨|比萨",
    "french": r"french(?: food| cuisine)|法餐|法国菜",
    "indian": r"indian(?: food| cuisine)?|印度菜",
    "hotpot": r"hot ?pot|火锅",
    "dim_sum": r"dim ?sum|早茶|点心",
    "dumplings": r"dumplings?|饺子",
    "noodles": r"noodles?|面条|面食",
    "barbecue": r"barbecue|bbq|烧烤|烤肉",
    "street_food": r"street food|街头小吃|路边摊",
    "coffee": r"coffee|咖啡",
    "tea": r"tea(?: houses?)?|喝茶|茶馆",
    "dessert": r"desserts?|甜品|甜食",
    "western": r"western food|西餐",
    "chinese": r"chinese(?: food| cuisine)|中餐|中国菜",
    "steak": r"steaks?|牛排",
    "seafood": r"seafood|海鲜",
}
AVOIDED = {
    "crowds": r"crowds?|crowded(?: places| spots| streets)?|too many people|busy places"
    r"|人(?:太|很|特别)?多(?:的(?:地方|景点))?|人挤人|人群|拥挤(?:的地方)?|扎堆",
    "queues": r"queu(?:es|e|ing)|(?:waiting|standing) in (?:line|lines)|long lines|排(?:长)?队",
    "stairs": r"stairs|steps|爬楼梯?|楼梯|台阶",
    "early": r"(?:getting up|waking up|mornings|early (?:starts?|mornings))|早起",
    "long_walks": r"long walks|walking (?:a lot|far|too much|much)|走(?:太多|很多|远|长)路",
}
MODES = {
    "flight": r"fl(?:y|ying|ights?)|planes?|air ?planes?|飞机|航班",
    "train": r"trains?|railways?|火车|高铁|动车",
    "bus": r"bus(?:es)?|coach(?:es)?|大巴|长途汽车|巴士",
    "ferry": r"ferr(?:y|ies)|boats|ships|轮渡|坐船|(?<=坐)船|(?<=乘)船|渡轮",
    "drive": r"driv(?:e|ing)|rent(?:ing)? (?:a )?cars?|自驾|开车|租车",
    "taxi": r"taxis?|cabs?|ride-?hailing|出租车?|打车|网约车",
}
LODGINGS = {
    "quiet": r"quiet (?:hotels?|rooms?|places? to (?:stay|sleep))|(?:hotel|room)s? (?:should be "
    r"|to be )?"
    r"quiet|安静的?(?:酒店|房间|住处|民宿)|住得?安静|(?:酒店|房间)要?安静",
    "near_metro": r"(?:hotels?|stay(?:ing)?|live|room).{0,25}(?:near|close to|next to|by) (?:the "
    r"|a )?"
    r"(?:metro|subway|station|mrt)|住.{0,6}(?:地铁|车站)(?:附近|旁边?|口)|(?:离"
    r"|靠近?)地铁.{0,3}近?",
    "breakfast": r"breakfast (?:included|in the hotel)|hotels? with breakfast|(?:含|带|有)早餐?"
    r"(?:的酒店)?",
    "pool": r"(?:hotels? with |need |want )a? ?(?:swimming )?pool|有?泳池的?酒店|酒店.{0,4}泳池",
    "gym": r"hotels? with a gym|酒店.{0,4}健身房",
    "kitchen": r"(?:place|apartment|flat|room)s? with a kitchen|(?:能|可以)做饭的?(?:民宿|公寓|房)",
    "entire": r"(?:whole|entire) (?:apartment|flat|house|place)|整租|整套(?:公寓|房)?"
    r"|不(?:想)?合住",
}
BUDGETS = {
    "low": r"(?:on|have) a (?:tight|small|shoestring|low) budget|budget travell?ers?"
    r"|travel(?:ling)? cheap"
    r"|(?:like|prefer|want) (?:it |things )?cheap|cheap (?:hotels|places)|save money"
    r"|don't (?:want to |like to )?"
    r"spend (?:much|a lot)|frugal|省钱|穷游|预算(?:有限|不多|不高|紧)|经济(?:型|实惠)"
    r"|不想花(?:太多|很多)钱"
    r"|便宜一?点",
    "high": r"money is no (?:object|issue|problem)|(?:like|love|prefer) (?:luxury|to splurge"
    r"|five[- ]star)"
    r"|luxury (?:hotels|travell?ers?)|不差钱|预算充足|豪华(?:一?点|酒店|型)|(?:只)?住五星级?",
}
COMPANIES = {
    "children": r"(?:travel(?:l?ing)?|go|come|trips?|holidays?) (?:\w+ )?with (?:(?:our|my|two"
    r"|three|a|the|young"
    r"|small|little|\d) ){0,3}(?:kids?|child(?:ren)?|toddlers?|bab(?:y|ies)|sons?|daughters?)"
    r"|带(?:着)?(?:\S个)?(?:孩子|小孩|娃|宝宝|小朋友|儿子|女儿)",
    "pets": r"(?:travel(?:l?ing)?|go|come|trips?) (?:\w+ )?with (?:(?:our|my|a|the"
    r"|two) ){0,2}(?:dogs?|cats?|pets?)"
    r"|(?:bring|take) (?:\w+ )?(?:our|my|a|the) (?:dogs?|cats?|pets?)"
    r"|带(?:着)?(?:\S只)?(?:我家)?(?:宠物|狗狗?|猫咪?)",
    "seniors": r"(?:travel(?:l?ing)?|go|come|trips?) (?:\w+ )?with (?:(?:our|my|the|elderly"
    r"|old) ){0,3}"
    r"(?:parents|grandparents|grandmother|grandfather|grandma|grandpa)"
    r"|带(?:着)?(?:父母|爸妈|老人|爷爷|奶奶|外公|外婆|长辈)",
}
PACES = {
    "relaxed": r"(?:slow(?:er|ly)?|relaxed|leisurely|easy|gentle)[- ](?:pace|trips?|days?|travel)"
    r"|slowly|take (?:it|things)"
    r" (?:easy|slow(?:ly)?)|no rush|not (?:be |to be )?(?:too |so )?(?:rushed|packed|busy|full)"
    r"|(?:don't|do not|hate|dislike)(?: like| want)?(?: to)?(?: be)? (?:rush(?:ed|ing)?"
    r"|hurry(?:ing)?|packed"
    r" (?:days|trips|schedules?))|慢(?:一)?[点些]|慢慢(?:玩|逛|走|来)|慢节奏|慢游"
    r"|轻松(?:一?[点些])?|悠闲"
    r"|(?:不|别)(?:要|想|用|喜欢|能)?(?:安排)?(?:得)?(?:太|那么|这么)?(?:赶|累|满|紧)(?!时)|休闲",
    "packed": r"packed (?:days|trips|schedules?|itinerar(?:y|ies))|as much as (?:possible|we can"
    r"|i can)"
    r"|(?:fast|quick|brisk) pace|(?:busy|full) days|紧凑(?:一?[点些])?|特种兵|多玩几个|越多越好"
    r"|充实(?:一?[点些])?",
}
MOBILITIES = {
    "wheelchair": r"(?:use|using|in|need|have|with) (?:a |my )?wheelchair|wheelchair users?|(?:坐"
    r"|用|使用|推)(?:着)?轮椅"
    r"|轮椅(?:出行|使用者|用户)",
    "limited": r"(?:can't|cannot|can not|can’t|unable to) walk (?:far|much|long|a lot|very far)"
    r"|bad (?:knees?|back|leg|hip)"
    r"|(?:trouble|difficulty|problems?) walking|limited mobility|walk with a (?:cane|stick)"
    r"|腿脚不(?:太)?(?:好|便|方便|灵便)|膝盖(?:不好|有伤|疼)|走不了(?:太)?(?:远|多|长)"
    r"|不能走(?:太|很)?(?:多|远|久)"
    r"|(?:走路|行动)不(?:太)?(?:便|方便)|拄拐",
}
LANGUAGES = {
    "en": r"in english|(?:用|说|讲)英[文语]",
    "zh": r"in (?:chinese|mandarin)|(?:用|说|讲)(?:中文|汉语|普通话)",
}


def compiled(table: Mapping[str, str]) -> dict[str, re.Pattern[str]]:
    """Return the patterns of a table; a Latin word is found only as a whole."""
    return {
        value: re.compile(rf"(?<![a-z])(?:{pattern})(?![a-z])", re.I)
        for value, pattern in table.items()
    }
