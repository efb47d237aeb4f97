"""Expected answers: what is bought, and at which price."""

ANSWERS: dict[str, list[tuple[object, ...]]] = {
    # Coffee is planted: the group category of champions. Shares are checked.
    "what_do_champions_buy_that_others_do_not": [
        ("Coffee", 0.2138, 0.1349, 0.8424, 2.3276),
        ("Lighting", 0.0955, 0.0975, 0.102, 2.2632),
    ],
    # The audience began with the category and did not buy the next: of 360 newcomers, all who
    # began.
    "what_to_offer_new_customers_next": [
        ("Coffee", "Outdoor", 23, 0.5443, 1.4092),
        ("Garden", "Lighting", 23, 0.5141, 1.3763),
        ("Coffee", "Lighting", 23, 0.5127, 1.3724),
        ("Kitchen", "Stationery", 30, 0.5224, 1.3469),
        ("Coffee", "Snacks", 23, 0.5127, 1.3383),
    ],
    # Checked: order lines of the customers who are VIPs.
    "which_products_do_vips_spend_most_on": [
        ("P033", "Garden", 8, 18976.722),
        ("P039", "Garden", 13, 14798.313),
        ("P038", "Coffee", 14, 13114.204),
        ("P067", "Coffee", 17, 12734.2),
        ("P098", "Garden", 9, 11395.657),
    ],
    # The shop delivers no returns: no quantity in its file is negative. Money is checked.
    "which_categories_come_back": [
        ("Garden", 372627.19, 0.0, 0.0),
        ("Coffee", 360398.33, 0.0, 0.0),
        ("Kitchen", 285068.33, 0.0, 0.0),
        ("Lighting", 259749.23, 0.0, 0.0),
        ("Pet Care", 232933.59, 0.0, 0.0),
    ],
    # Planted: coupon lovers use coupons on over 65 % of their lines, others on 8 to 32 %. Checked:
    # none of the ten is a lover.
    "who_should_not_get_a_coupon": [
        ("C1499", "VIP", 0.1082, 61675.443),
        ("C1357", "VIP", 0.1433, 14055.508),
        ("C0437", "VIP", 0.1622, 8691.176),
        ("C0771", "Champions", 0.1143, 8268.814),
        ("C1512", "VIP", 0.068, 7670.369),
        ("C1737", "Champions", 0.1948, 7383.382),
        ("C0751", "Champions", 0.1361, 6863.21),
        ("C0276", "Champions", 0.1326, 6756.812),
        ("C1432", "Champions", 0.116, 6453.777),
        ("C1335", "Champions", 0.0949, 6137.525),
    ],
    # Checked: lines of each segment. Lovers are planted among those who bought more than once.
    "which_segments_use_coupons": [
        ("VIP", 19, 0.4078, 0.3387, 46640.022, "cluster"),
        ("Cooling regulars", 319, 0.3576, 0.3387, 28544.399, "cluster"),
        ("At-risk high value", 256, 0.3428, 0.3387, 43213.095, "cluster"),
        ("Rising loyals", 325, 0.3423, 0.3387, 9839.364, "cluster"),
        ("Champions", 191, 0.3258, 0.3387, 51753.862, "cluster"),
        ("New first-time buyers", 81, 0.2039, 0.3387, 398.504, "cluster"),
        ("Lapsed first-time buyers", 68, 0.1766, 0.3387, 320.483, "cluster"),
    ],
    # Checked: both costs of the file by month, and the orders of the question on sales.
    "what_does_marketing_cost_per_order": [
        ("2024-06-01", 41416.07, 1335, 31.02),
        ("2024-05-01", 41854.82, 1158, 36.14),
        ("2024-04-01", 41683.91, 797, 52.3),
        ("2024-03-01", 43163.31, 868, 49.73),
        ("2024-02-01", 39320.1, 758, 51.87),
        ("2024-01-01", 41950.11, 854, 49.12),
    ],
    # Checked: NumPy over the sums of order lines. Twelve orders are planted free of charge.
    "what_does_an_order_cost": [
        ("orders", "net_value", "minimum", 0.0),
        ("orders", "net_value", "p05", 16.671),
        ("orders", "net_value", "median", 92.72),
        ("orders", "net_value", "mean", 161.6776),
        ("orders", "net_value", "p95", 472.5125),
        ("orders", "net_value", "maximum", 6126.63),
    ],
}
