"""Opening hours as people read them."""

import pytest

from core.kernel.hours import readable_hours


@pytest.mark.parametrize(
    ("hours", "en", "zh"),
    [
        ("Mo-Su 09:00-17:00", "daily 09:00-17:00", "每天 09:00-17:00"),
        ("24/7", "at all hours", "全天"),
        ("Mo-Fr 09:00-12:00,14:00-18:00; PH off",
         "Mon-Fri 09:00-12:00, 14:00-18:00; public holidays closed",
         "周一-周五 09:00-12:00, 14:00-18:00; 节假日 休息"),
        ("Apr-Oct 08:00-sunset", "Apr-Oct 08:00-sunset", "4月-10月 08:00-日落"),
        ("Mosque hours", "Mosque hours", "Mosque hours"),
    ],
)  # fmt: skip
def test_opening_hours_are_spelt_out(hours: str, en: str, zh: str) -> None:
    assert readable_hours(hours, "en") == en
    assert readable_hours(hours, "zh") == zh
