"""The closed words of the catalogue beyond those on the wire, and what people call them."""

from core.schemas.catalog import CATEGORIES, Interest, KindLabel, Label, PlaceKind, VocabularyOut

INDOOR = ("yes", "no", "mixed")
BEST_TIMES = ("any", "morning", "afternoon", "sunset", "evening")

_KINDS = {
    PlaceKind.ATTRACTION: ("Attraction", "景点"),
    PlaceKind.RESTAURANT: ("Food and drink", "餐饮"),
    PlaceKind.HOTEL: ("Hotel", "酒店"),
    PlaceKind.STATION: ("Railway station", "火车站"),
    PlaceKind.AIRPORT: ("Airport", "机场"),
}
_CATEGORIES = {
    "museum": ("Museum", "博物馆"),
    "gallery": ("Gallery", "美术馆"),
    "historic": ("Historic site", "古迹"),
    "religious": ("Temple or church", "宗教场所"),
    "landmark": ("Landmark", "地标"),
    "park": ("Park or garden", "公园园林"),
    "nature": ("Nature", "自然风光"),
    "viewpoint": ("Viewpoint", "观景点"),
    "neighbourhood": ("Neighbourhood", "街区"),
    "market": ("Market", "市场"),
    "entertainment": ("Entertainment", "娱乐"),
    "wildlife": ("Animals", "动物"),
    "restaurant": ("Restaurant", "餐厅"),
    "casual": ("Casual food", "小馆"),
    "cafe": ("Café or teahouse", "咖啡馆茶馆"),
    "bar": ("Bar", "酒吧"),
    "street_food": ("Street food", "小吃"),
    "luxury": ("Luxury", "豪华"),
    "midrange": ("Mid-range", "舒适"),
    "budget": ("Budget", "经济"),
    "railway_station": ("Railway station", "火车站"),
    "airport": ("Airport", "机场"),
}
_INTERESTS = {
    Interest.HISTORY: ("History", "历史"),
    Interest.CULTURE: ("Culture", "文化"),
    Interest.ART: ("Art", "艺术"),
    Interest.ARCHITECTURE: ("Architecture", "建筑"),
    Interest.NATURE: ("Nature", "自然"),
    Interest.GARDENS: ("Gardens", "园林"),
    Interest.VIEWS: ("Views", "观景"),
    Interest.FOOD: ("Food", "美食"),
    Interest.SHOPPING: ("Shopping", "购物"),
    Interest.NIGHTLIFE: ("Nightlife", "夜生活"),
    Interest.FAMILY: ("Family", "亲子"),
    Interest.RELIGION: ("Religion", "宗教"),
    Interest.SCIENCE: ("Science", "科学"),
    Interest.TECHNOLOGY: ("Technology", "科技"),
    Interest.PHOTOGRAPHY: ("Photography", "摄影"),
    Interest.MUSIC: ("Music", "音乐"),
    Interest.THEATRE: ("Theatre", "戏剧"),
    Interest.SPORTS: ("Sports", "运动"),
    Interest.WATER: ("Water", "水景"),
    Interest.HIKING: ("Hiking", "徒步"),
    Interest.LOCAL_LIFE: ("Local life", "市井生活"),
    Interest.MODERN: ("Modern city", "现代都市"),
    Interest.LITERATURE: ("Literature", "文学"),
    Interest.WELLNESS: ("Wellness", "养生"),
    Interest.ANIMALS: ("Animals", "动物"),
}


def vocabulary() -> VocabularyOut:
    """Return every word of the catalogue with its labels, in the order they are declared in."""
    return VocabularyOut(
        kinds=[
            KindLabel(
                id=kind,
                en=_KINDS[kind][0],
                zh=_KINDS[kind][1],
                categories=[_label(word, _CATEGORIES[word]) for word in CATEGORIES[kind]],
            )
            for kind in PlaceKind
        ],
        interests=[_label(interest, _INTERESTS[interest]) for interest in Interest],
    )


def interest_label(interest: Interest, language: str) -> str:
    """Return what people call an interest."""
    english, chinese = _INTERESTS[interest]
    return chinese if language == "zh" else english.lower()


def category_label(category: str, language: str) -> str:
    """Return what people call a category; one that is none of ours as it is."""
    english, chinese = _CATEGORIES.get(category, (category, category))
    return chinese if language == "zh" else english.lower()


def _label(word: str, labels: tuple[str, str]) -> Label:
    return Label(id=word, en=labels[0], zh=labels[1])
