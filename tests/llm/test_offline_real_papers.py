"""Papers as they come: without blank lines, in prose, in tables, with what only looks alike."""

from typing import Any

import pytest

from core.llm.providers.offline.documents.analysing import analyse_document

_FLIGHTS = """Your trip to Paris is confirmed!
Dear Ms Wang, thank you for booking with us.

OUTBOUND
Air France AF 381
Beijing (PEK) 12 May 2027 13:40
Paris (CDG) 12 May 2027 18:35
Economy, seat 23A

RETURN
Air France AF 382
Paris (CDG) 19 May 2027 16:10
Beijing (PEK) 20 May 2027 08:55

Booking reference: Q7RK2M
Total price: EUR 912.40 for 1 adult
"""
_TRAIN = """Eurostar e-ticket
PNR: ABCDEF
Train 9014, coach 4, seat 21
Fri 14 May 2027, London St Pancras 07:01 to Paris Nord 10:20
Price paid: £78.00
"""
_TRAIN_ZH = (
    "【铁路客服】您好，王女士，您已购5月1日G1次列车，5车12A号，北京南09:00开，13:28到上海虹桥。"
    "票价553.0元，订单号E987654321。"
)
_HOTEL_ZH = """酒店预订确认单
预订编号：20270501-88
酒店：上海外滩茂悦大酒店
入住日期：2027-05-01  离店日期：2027-05-04
房型：豪华江景房 1间3晚
房费总额：¥4,350
取消政策：2027-04-28 18:00前可免费取消
"""


def found(text: str, profile: str) -> dict[str, Any]:
    """Return what the built-in model finds on the 21st of November 2026."""
    return analyse_document(
        {"text": text, "before": "", "today": "2026-11-21", "profile": profile, "language": "en"}
    )


@pytest.mark.parametrize(
    ("text", "bookings"),
    [
        (
            _FLIGHTS,
            [
                ("Air France AF 381", "2027-05-12", "13:40", None, "18:35", None, "Q7RK2M"),
                ("Air France AF 382", "2027-05-19", "16:10", "2027-05-20", "08:55", 912.4,
                 "Q7RK2M"),
            ],
        ),
        (
            _TRAIN,
            [("Train 9014, coach 4, seat 21", "2027-05-14", "07:01", None, "10:20", 78.0,
              "ABCDEF")],
        ),
        (
            _TRAIN_ZH,
            [("G1次", "2027-05-01", "09:00", None, "13:28", 553.0, "E987654321")],
        ),
        (
            _HOTEL_ZH,
            [("上海外滩茂悦大酒店", "2027-05-01", None, "2027-05-04", None, 4350.0, "20270501-88")],
        ),
    ],
    ids=["flights", "train", "message", "hotel"],
)  # fmt: skip
def test_bookings_are_found_however_they_are_set(
    text: str, bookings: list[tuple[Any, ...]]
) -> None:
    names = ("title", "date", "start_time", "end_date", "end_time", "amount", "confirmation_number")

    rows = found(text, "booking")["bookings"]

    assert [tuple(row.get(name) for name in names) for row in rows] == bookings


def test_the_sum_of_a_list_and_the_length_of_a_project_are_no_work() -> None:
    text = "1.1 登录 2人日\n1.2 搜索 3人日\n项目工期：3个月\n合计：5人日\n"
    table = (
        "| Task | Estimate (days) |\n|---|---|\n| QA | 8 |\n| Total | 8 |\nWarranty: 12 months\n"
    )

    assert [row["title"] for row in found(text, "workload")["items"]] == ["登录", "搜索"]
    assert [row["title"] for row in found(table, "workload")["items"]] == ["QA"]


def test_the_most_points_there_can_be_are_no_criterion() -> None:
    text = (
        "四、评分办法（满分100分）\n评分项 | 评分标准 | 分值\n"
        "价格 | 最低价为满分 | 30\n方案 | 得20-40分 | 70\n"
    )

    rows = found(text, "tender")["scoring"]

    assert [(row["title"], row["points"]) for row in rows] == [("价格", 30.0), ("方案", 70.0)]


def test_a_deadline_has_its_hour_wherever_it_stands() -> None:
    text = "Proposals are due by 4 PM on April 9, 2027.\n截止时间：2027年4月20日上午9时30分。\n"

    assert [(row["date"], row["time"]) for row in found(text, "tender")["dates"]] == [
        ("2027-04-09", "16:00"),
        ("2027-04-20", "09:30"),
    ]
