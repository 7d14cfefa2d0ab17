import unittest
from datetime import date

from business_days import add_business_days


class HiddenTests(unittest.TestCase):
    def test_within_a_week(self):
        self.assertEqual(add_business_days(date(2024, 1, 1), 3), date(2024, 1, 4))

    def test_over_a_weekend(self):
        self.assertEqual(add_business_days(date(2024, 1, 5), 1), date(2024, 1, 8))
        self.assertEqual(add_business_days(date(2024, 1, 4), 10), date(2024, 1, 18))

    def test_backwards(self):
        self.assertEqual(add_business_days(date(2024, 1, 8), -1), date(2024, 1, 5))

    def test_zero(self):
        self.assertEqual(add_business_days(date(2024, 1, 6), 0), date(2024, 1, 6))

    def test_from_a_weekend(self):
        self.assertEqual(add_business_days(date(2024, 1, 6), 1), date(2024, 1, 8))
        self.assertEqual(add_business_days(date(2024, 1, 7), -1), date(2024, 1, 5))


if __name__ == "__main__":
    unittest.main()
