"""Expected answers: who the customers are and what they are worth."""

ANSWERS: dict[str, list[tuple[object, ...]]] = {
    # Checked: planted sizes, where the 210 champions are 191 and 19 VIPs, and money of the order
    # lines.
    "how_much_money_does_each_segment_hold": [
        ("Champions", 191, 844078.828, 0.3405, 3.57),
        ("At-risk high value", 260, 629951.545, 0.2541, 1.95),
        ("VIP", 19, 462199.708, 0.1865, 19.63),
        ("Cooling regulars", 330, 396293.601, 0.1599, 0.97),
        ("Rising loyals", 370, 129233.146, 0.0521, 0.28),
        ("Lapsed first-time buyers", 360, 8639.047, 0.0035, 0.02),
        ("New first-time buyers", 360, 8444.756, 0.0034, 0.02),
        ("Prospects", 110, 0.0, 0.0, 0.0),
    ],
    # Checked: sums of expected values at the last two dates. 300 newcomers came in June.
    "which_segment_lost_most_value_last_month": [
        ("Cooling regulars", 4, -2372.0618),
        ("Lapsed first-time buyers", -7, -368.0659),
        ("At-risk high value", 0, -55.3054),
        ("VIP", 0, 2523.4404),
        ("Rising loyals", 20, 5652.1886),
        ("Champions", 10, 17368.4392),
        ("New first-time buyers", 273, 53105.1419),
    ],
    # Checked: what their monetary values grew by since 2023-12-31.
    "which_segment_is_worth_most_after_six_months": [
        ("VIP", 41, 264060.385, 6440.5),
        ("Champions", 88, 163089.849, 1853.29),
        ("Cooling regulars", 239, 219196.142, 917.14),
        ("Rising loyals", 210, 89149.225, 424.52),
        ("New first-time buyers", 136, 32838.137, 241.46),
        ("At-risk high value", 298, 20238.008, 67.91),
        ("Lapsed first-time buyers", 394, 10522.14, 26.71),
    ],
    # Checked at the newest date: one row per customer, best first; a tenth of 1,890 buyers is 189.
    "how_concentrated_is_the_money": [
        ("2023-12-31", 140, 0.1621, 0.4614, 0.6732),
        ("2024-01-31", 145, 0.1636, 0.4662, 0.6756),
        ("2024-02-29", 150, 0.1712, 0.4726, 0.6794),
        ("2024-03-31", 153, 0.1758, 0.4815, 0.6809),
        ("2024-04-30", 153, 0.1819, 0.4891, 0.68),
        ("2024-05-31", 159, 0.1838, 0.499, 0.6863),
        ("2024-06-30", 189, 0.203, 0.5495, 0.7309),
    ],
    # Checked: the 210 planted champions by region of the file.
    "which_regions_hold_the_best_customers": [
        ("부산", 328, 38, 0.1159),
        ("광주", 186, 21, 0.1129),
        ("경기", 518, 55, 0.1062),
        ("대전", 153, 16, 0.1046),
        ("서울", 600, 59, 0.0983),
        ("대구", 215, 21, 0.0977),
    ],
    # Planted alike. Checked: order lines by the gender in the file; 110 of 2,000 never bought.
    "do_men_and_women_spend_alike": [
        ("female", 940, 6.0, 371.0715),
        ("male", 950, 6.0, 332.999),
    ],
    # Checked: order lines. Money falls in June and orders rise: 300 newcomers buy for 23 each.
    "how_much_was_sold_in_the_last_months": [
        ("2024-06-01", 1335, 157814.202, "USD"),
        ("2024-05-01", 1158, 167037.956, "USD"),
        ("2024-04-01", 797, 140019.816, "USD"),
        ("2024-03-01", 868, 137720.28, "USD"),
        ("2024-02-01", 758, 117976.527, "USD"),
        ("2024-01-01", 854, 132332.8, "USD"),
    ],
}
