import unittest

from palindrome import is_palindrome


class HiddenTests(unittest.TestCase):
    def test_simple(self):
        self.assertIs(is_palindrome("abcba"), True)
        self.assertIs(is_palindrome("abcda"), False)

    def test_ignores_case_and_punctuation(self):
        self.assertIs(is_palindrome("No lemon, no melon!"), True)

    def test_looks_at_digits(self):
        self.assertIs(is_palindrome("12b21"), True)
        self.assertIs(is_palindrome("12b22"), False)
        self.assertIs(is_palindrome("1a2"), False)

    def test_empty(self):
        self.assertIs(is_palindrome(" ,"), True)


if __name__ == "__main__":
    unittest.main()
