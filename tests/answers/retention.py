"""Expected answers: who comes back."""

ANSWERS: dict[str, list[tuple[object, ...]]] = {
    # Checked: customers with a purchase day in June (after 2024-05-31) of those of 2024-03-31.
    "which_segments_keep_buying": [
        ("New first-time buyers", 129, 129, 1.0),
        ("VIP", 16, 16, 1.0),
        ("Champions", 151, 143, 0.947),
        ("Rising loyals", 279, 179, 0.6416),
        ("Cooling regulars", 319, 98, 0.3072),
        ("Lapsed first-time buyers", 375, 15, 0.04),
        ("At-risk high value", 261, 0, 0.0),
    ],
    # Checked: purchase days in the third calendar month after that of the first one.
    "which_cohorts_come_back_in_the_third_month": [
        ("2023-02-01", 159, 111, 0.6981),
        ("2023-03-01", 170, 112, 0.6588),
        ("2023-01-01", 126, 80, 0.6349),
        ("2023-04-01", 160, 100, 0.625),
        ("2024-02-01", 49, 25, 0.5102),
    ],
    # Checked: order lines up to the end of the sixth calendar month.
    "which_cohort_is_worth_most_after_six_months": [
        ("2023-02-01", 159, 251214.309, 1579.96),
        ("2023-04-01", 160, 233840.286, 1461.5),
        ("2023-06-01", 87, 120661.253, 1386.91),
        ("2023-03-01", 170, 223208.596, 1312.99),
        ("2023-01-01", 126, 155538.899, 1234.44),
    ],
    # Checked at the newest date: buyers of 90 days ago or earlier, purchase days within 90 days.
    "how_many_newcomers_buy_again_within_90_days": [
        ("2023-12-31", 0.4745, 0.6638, 0.5694),
        ("2024-01-31", 0.4723, 0.6692, 0.5649),
        ("2024-02-29", 0.4777, 0.6768, 0.5601),
        ("2024-03-31", 0.4828, 0.6837, 0.5596),
        ("2024-04-30", 0.4856, 0.6914, 0.5638),
        ("2024-05-31", 0.4856, 0.7013, 0.5742),
        ("2024-06-30", 0.4673, 0.7052, 0.5784),
    ],
    # Checked: medians of the days between purchase days. One-time buyers have none.
    "when_is_a_customer_overdue": [
        ("VIP", 19, 10.0, 19.0),
        ("At-risk high value", 260, 11.0, 22.0),
        ("Champions", 191, 12.0, 23.0),
        ("Cooling regulars", 330, 28.0, 55.0),
        ("Rising loyals", 370, 35.0, 67.0),
    ],
}
