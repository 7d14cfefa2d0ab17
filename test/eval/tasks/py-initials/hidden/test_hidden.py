import unittest

from initials import initials


class HiddenTests(unittest.TestCase):
    def test_takes_first_letters(self):
        self.assertEqual(initials("Ada Lovelace"), "AL")
        self.assertEqual(initials("ada king lovelace"), "AKL")

    def test_keeps_hyphens(self):
        self.assertEqual(initials("Jean-Luc Picard"), "J-LP")

    def test_leaves_small_words_out(self):
        self.assertEqual(initials("Ludwig van Beethoven"), "LB")
        self.assertEqual(initials("walter von der vogelweide"), "WV")

    def test_empty(self):
        self.assertEqual(initials("  "), "")


if __name__ == "__main__":
    unittest.main()
