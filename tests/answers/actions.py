"""Expected answers: what to do, and with whom."""


def no_stable(what: str, correlation: str) -> str:
    return (
        f"No stable {what} in this data (retest correlation {correlation}, needed 0.15): "
        "do not split customers by it."
    )


ANSWERS: dict[str, list[tuple[object, ...]]] = {
    # Value at stake is the expected value of the segment in segment_summary; evidence is checked.
    "which_strategies_have_high_confidence": [
        ("Cooling regulars", "Lead with their category", 330, 91618.2795),
        ("Cooling regulars", "Offer to replenish", 330, 91618.2795),
        ("Cooling regulars", "Remind before their season", 330, 91618.2795),
        ("Cooling regulars", "Remind before they are overdue", 330, 91618.2795),
        ("Rising loyals", "Show what usually comes next", 370, 90863.4416),
        ("Rising loyals", "Lead with their category", 370, 90863.4416),
    ],
    # Planted noise: the price level. Nothing was planted in the others either but the depth of
    # coupons, which hangs on month and category alone. Retests are those of fct_feature_signal.
    "which_strategies_rest_on_noise": [
        ("COUPON_DEPTH", 7, no_stable("preference for deep coupons", "0.12")),
        ("ENTRY_RANGE", 7, no_stable("price level", "0.01")),
        ("MORE_LINES", 3, no_stable("number of lines per order", "-0.13")),
        ("PREMIUM_RANGE", 7, no_stable("price level", "0.01")),
        ("WEEKEND_TIMING", 7, no_stable("weekend preference", "-0.01")),
    ],
    # By hand: (1.96 + 0.8416) sqrt(p (1 - p) (1 / .9n + 1 / .1n)), repurchase rates .003831 and
    # .04. Where all or none bought again, the rate says nothing. Checked.
    "which_segments_are_too_small_for_a_test": [
        ("At-risk high value", 260, 0.0358, False),
        ("Lapsed first-time buyers", 360, 0.0964, False),
        ("Champions", 191, None, True),
        ("Cooling regulars", 330, None, True),
        ("New first-time buyers", 360, None, True),
        ("Prospects", 110, None, True),
        ("Rising loyals", 370, None, True),
        ("VIP", 19, None, True),
    ],
    # The shares of the question on their categories: all 191 bought coffee, 42.963 % of buyers did.
    "which_numbers_set_champions_apart": [
        ("segment_category_affinity.penetration", "Coffee", 1.0, 0.4296, 2.3276),
        ("segment_next_category.bought_share", "Coffee", 0.4684, 0.3772, 1.2415),
    ],
    # Checked: segments of the last two dates; about a tenth is held out.
    "who_joins_which_campaign_list": [
        ("New first-time buyers", 301, 31),
        ("Cooling regulars", 152, 10),
        ("Rising loyals", 148, 16),
        ("Champions", 36, 2),
        ("VIP", 1, 0),
    ],
    # 191 of 1,890 buyers are held out, by their id alone. The difference of 17 days is within 1.96
    # standard errors (160 sqrt(1 / 191 + 1 / 1699) = 12.2 days). Checked.
    "is_the_hold_out_like_the_rest": [
        (False, 1699, 125.1548, 8.1018, 4.0469),
        (True, 191, 142.6387, 8.2042, 3.637),
    ],
}
