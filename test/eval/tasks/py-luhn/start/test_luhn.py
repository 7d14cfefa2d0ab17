import unittest

from luhn import is_valid


class LuhnTests(unittest.TestCase):
    def test_valid(self):
        for number in ("4539 3195 0343 6467", "79927398713", "0000", "59"):
            self.assertIs(is_valid(number), True, number)

    def test_invalid(self):
        for number in ("8273 1232 7352 0569", "79927398710", "55"):
            self.assertIs(is_valid(number), False, number)

    def test_too_short(self):
        self.assertIs(is_valid("0"), False)
        self.assertIs(is_valid(""), False)

    def test_other_characters(self):
        self.assertIs(is_valid("059a"), False)
