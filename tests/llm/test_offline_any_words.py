"""Whatever is written, the built-in model fills in the form or leaves it empty."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from core.llm.providers.offline.words import understand
from core.planning.understanding.form import TextForm, read_form

_CITIES = [
    {"id": "guangzhou", "names": ["Guangzhou", "广州", "Canton"]},
    {"id": "newyork", "names": ["New York", "纽约"]},
]
_PIECES = [
    "广州", "New York", "3", "2026", "99999999999999999999", "十", "十十", "两三", "一百", "千万",
    "零", "twelve", " ", "\n", "，", ", ", "、", "天", "日", "晚", "月", "号", "年", "周", "周末",
    "下", "到", "-", "to ", "days ", "nights ", "people ", "人", "大", "小", "带", "一家", "口",
    "预算", "budget ", "$", "元", "万", "k ", ".", "人均", " a day", " each", "点", "pm ", "am ",
    ":30", "不早于", "before ", "想去", "必去", "不去", "must see ", "avoid ", "no ", "the ",
    "and ", "和", "May ", "Feb 30", "12月31日", "5号", "Friday ", "明天", "国庆", "美食", "art ",
    "轻松", "for two",
]  # fmt: skip
_SENTENCES = st.lists(st.one_of(st.sampled_from(_PIECES), st.text(max_size=4)), max_size=30).map(
    "".join
)


@settings(max_examples=400, deadline=None, database=None, derandomize=True)
@given(_SENTENCES, st.dates(date(2000, 1, 1), date(2098, 12, 31)))
def test_no_words_break_the_reading_and_only_fields_of_the_form_come_out(
    text: str, today: date
) -> None:
    form = understand({"text": text, "today": today.isoformat(), "cities": _CITIES})

    read, _ = read_form(form)
    assert form.keys() <= TextForm.model_fields.keys()
    assert read.daily_window is None or read.daily_window.start < read.daily_window.end
