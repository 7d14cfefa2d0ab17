import unittest

from initials import initials


class InitialsTests(unittest.TestCase):
    def test_takes_first_letters(self):
        self.assertEqual(initials("Ada Lovelace"), "AL")

    def test_empty(self):
        self.assertEqual(initials("  "), "")
