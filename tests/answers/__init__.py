"""Answers of the questions in dbt_project/analyses/questions, on the demo shop.

Numbers are written with four decimals and dates as text. "Checked" says that the answer is found in
another way by warehouse/test_question_checks.py or warehouse/test_question_checks_of_segments.py.
"""

from tests.answers import actions, data, money, movement, purchases, retention, segments

PARTS = (money, movement, retention, purchases, actions, segments, data)
ANSWERS = {name: rows for part in PARTS for name, rows in part.ANSWERS.items()}
