import unittest

from rle import encode


class HiddenTests(unittest.TestCase):
    def test_encodes_runs(self):
        self.assertEqual(encode("aaabcc"), "3ab2c")

    def test_leaves_single_characters(self):
        self.assertEqual(encode("abc"), "abc")

    def test_empty(self):
        self.assertEqual(encode(""), "")

    def test_long_runs(self):
        self.assertEqual(encode("z" * 12), "12z")

    def test_refuses_digits(self):
        with self.assertRaises(ValueError):
            encode("a1")


if __name__ == "__main__":
    unittest.main()
