import unittest

from luhn import is_valid


class HiddenTests(unittest.TestCase):
    def test_valid(self):
        for number in ("4111 1111 1111 1111", "79927398713", "59", "091"):
            self.assertIs(is_valid(number), True, number)

    def test_invalid(self):
        for number in ("4111 1111 1111 1112", "79927398714", "58"):
            self.assertIs(is_valid(number), False, number)

    def test_too_short(self):
        self.assertIs(is_valid("0"), False)
        self.assertIs(is_valid(" "), False)

    def test_other_characters(self):
        self.assertIs(is_valid("5-9"), False)
        self.assertIs(is_valid("059a"), False)


if __name__ == "__main__":
    unittest.main()
