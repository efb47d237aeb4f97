"""What the demo shop knows beside its orders: period, categories, discounts, marketing, tax."""

import math
from datetime import date, timedelta
from random import Random

FIRST_DATE = date(2023, 1, 1)
LAST_DATE = date(2024, 6, 30)
LAST_DAY = (LAST_DATE - FIRST_DATE).days  # days are counted from FIRST_DATE = 0

HEADERS = {
    "Onlinesales_info.csv": (
        "고객ID,거래ID,거래날짜,제품ID,제품카테고리,수량,평균금액,배송료,쿠폰상태"
    ),
    "Customer_info.csv": "고객ID,성별,고객지역,가입기간",
    "Discount_info.csv": "월,제품카테고리,쿠폰코드,할인율",
    "Marketing_info.csv": "날짜,오프라인비용,온라인비용",
    "Tax_info.csv": "제품카테고리,GST",
}

# category: typical price, tax rate
CATEGORIES: dict[str, tuple[float, float]] = {
    "Bath": (16.0, 0.10),
    "Candles": (14.0, 0.10),
    "Coffee": (18.0, 0.05),
    "Garden": (21.0, 0.10),
    "Kitchen": (22.0, 0.10),
    "Lighting": (24.0, 0.18),
    "Outdoor": (23.0, 0.18),
    "Pet Care": (17.0, 0.05),
    "Snacks": (14.0, 0.05),
    "Spare Parts": (15.0, 0.18),
    "Stationery": (15.0, 0.12),
    "Toys": (19.0, 0.12),
}
UNDISCOUNTED_CATEGORY = "Spare Parts"
UNSOLD_CATEGORY = "Gift Cards"
DISCOUNT_RATES = (10, 20, 30)  # by month, in turn
OFF_BEAT_CATEGORIES = ("Lighting", "Snacks", "Toys")  # one month ahead of the others

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
GENDERS = ("남", "여")
REGIONS = ("서울", "경기", "부산", "대구", "광주", "대전", "제주")


def calendar_date(day: int) -> date:
    """Date of a day number."""
    return FIRST_DATE + timedelta(days=day)


def discount_rows() -> list[list[str]]:
    """Rows of the discount file: the rate of a category hangs on the month alone."""
    discounted = [name for name in CATEGORIES if name != UNDISCOUNTED_CATEGORY]
    rows = []
    for category in sorted([*discounted, UNSOLD_CATEGORY]):
        for month in range(12):
            beat = month + (category in OFF_BEAT_CATEGORIES)
            rate = DISCOUNT_RATES[beat % len(DISCOUNT_RATES)]
            code = f"{category.replace(' ', '').upper()[:4]}{rate}"
            rows.append([MONTHS[month], category, code, str(rate)])
    return rows


def marketing_rows(rng: Random) -> list[list[str]]:
    """Rows of the marketing file: a weekly rhythm offline, a noisy level online."""
    rows = []
    for day in range(LAST_DAY + 1):
        today = calendar_date(day)
        offline = 800 if today.weekday() < 5 else 1200
        online = 450.0 * math.exp(rng.gauss(0.0, 0.25))
        rows.append([today.isoformat(), str(offline), f"{online:.2f}"])
    return rows


def tax_rows() -> list[list[str]]:
    """Rows of the tax file: every category that is sold."""
    return [[name, f"{rate:.2f}"] for name, (_, rate) in CATEGORIES.items()]
