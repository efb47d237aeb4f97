"""Expected answers: who moved, who lapsed."""

ANSWERS: dict[str, list[tuple[object, ...]]] = {
    # Who stayed or rose had bought: a champion cools by not buying for a month. Checked.
    "who_left_champions_and_where_to": [
        ("Cooling regulars", 25, 0.1381, 0, 11078.0194),
        ("VIP", 1, 0.0055, 1, 0.0),
    ],
    # The 113 had bought, and are at risk only by where they went to: rising loyals are worth less
    # on average than cooling regulars. The rows of Champions are those of the question before.
    "which_moves_put_most_money_at_risk": [
        ("Cooling regulars", "Rising loyals", 113, 0, 17680.0971),
        ("Champions", "Cooling regulars", 25, 25, 11078.0194),
        ("VIP", "Champions", 1, 0, 1539.9673),
        ("Rising loyals", "New first-time buyers", 1, 1, 355.0843),
    ],
    # The ten who spent most of those 25: planted regulars, so silent for 32 to 62 days. Checked.
    "which_champions_cooled_last_month": [
        ("C1599", 35, 2933.12),
        ("C0713", 34, 2452.168),
        ("C0022", 34, 2403.768),
        ("C0912", 33, 2393.499),
        ("C1244", 39, 2192.4),
        ("C0451", 38, 2188.234),
        ("C0552", 34, 2184.876),
        ("C0981", 32, 2103.816),
        ("C0833", 33, 2055.178),
        ("C1683", 36, 2053.165),
    ],
    # Checked: planted AT_RISK_VALUE, silent for 290 to 350 days, by the money of their order lines.
    "who_are_the_top_customers_at_risk": [
        ("C0690", "2023-09-04", 14, 29458.194),
        ("C0748", "2023-08-10", 13, 25568.464),
        ("C1398", "2023-07-29", 13, 15732.452),
        ("C1484", "2023-09-01", 12, 11673.903),
        ("C1445", "2023-08-10", 13, 10918.602),
        ("C0055", "2023-07-19", 14, 9676.386),
        ("C1448", "2023-09-06", 13, 8442.898),
        ("C1266", "2023-08-29", 13, 7801.134),
        ("C1198", "2023-08-28", 13, 4298.64),
        ("C1964", "2023-08-03", 14, 4285.641),
    ],
    # 620 lapsed: the 260 and 360 planted to be silent for 290 days or more. New: within 30 days.
    "how_many_customers_have_lapsed": [
        ("active", 695, 1566498.508, 344570.9072),
        ("cooling", 253, 249910.11, 67977.9763),
        ("new", 309, 7272.318, 67963.3167),
        ("lapsing", 13, 16569.103, 4396.8768),
        ("lapsed", 620, 638590.592, 541.9851),
    ],
    # One model, so that nothing is due to it; Checked: customers at both dates.
    "did_segments_grow_by_customers_or_by_a_new_model": [
        ("New first-time buyers", 87, 273, 0, 360),
        ("Rising loyals", 350, 20, 0, 370),
        ("Champions", 181, 10, 0, 191),
        ("Cooling regulars", 326, 4, 0, 330),
        ("VIP", 19, 0, 0, 19),
        ("At-risk high value", 260, 0, 0, 260),
        ("Lapsed first-time buyers", 367, -7, 0, 360),
    ],
    # One build has reported each date once; at the newest the 110 who never bought are in it.
    "were_past_reports_corrected": [
        ("2023-12-31", 1406, 1, 0, 1),
        ("2024-01-31", 1458, 1, 0, 1),
        ("2024-02-29", 1507, 1, 0, 1),
        ("2024-03-31", 1530, 1, 0, 1),
        ("2024-04-30", 1530, 1, 0, 1),
        ("2024-05-31", 1590, 1, 0, 1),
        ("2024-06-30", 2000, 1, 0, 1),
    ],
}
