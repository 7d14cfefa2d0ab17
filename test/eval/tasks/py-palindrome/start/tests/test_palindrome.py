import unittest

from palindrome import is_palindrome


class PalindromeTests(unittest.TestCase):
    def test_simple(self):
        self.assertIs(is_palindrome("level"), True)
        self.assertIs(is_palindrome("levels"), False)

    def test_ignores_case(self):
        self.assertIs(is_palindrome("Anna"), True)

    def test_ignores_punctuation(self):
        self.assertIs(is_palindrome("Was it a car, or a cat I saw?"), True)

    def test_looks_at_digits(self):
        self.assertIs(is_palindrome("1a2"), False)

    def test_empty(self):
        self.assertIs(is_palindrome(""), True)
