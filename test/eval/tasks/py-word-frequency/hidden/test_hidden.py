import unittest

from word_frequency import word_frequency


class HiddenTests(unittest.TestCase):
    def test_counts_without_case(self):
        self.assertEqual(word_frequency("The cat and the dog", 2), [("the", 2), ("and", 1)])

    def test_ignores_punctuation(self):
        self.assertEqual(word_frequency("b a, B! c?", 3), [("b", 2), ("a", 1), ("c", 1)])

    def test_keeps_apostrophes(self):
        self.assertEqual(word_frequency("don't stop don't", 1), [("don't", 2)])

    def test_empty(self):
        self.assertEqual(word_frequency("", 5), [])

    def test_gives_fewer_when_there_are_fewer(self):
        self.assertEqual(word_frequency("one", 5), [("one", 1)])


if __name__ == "__main__":
    unittest.main()
