import unittest

from src.chunks import chunks


class ChunksTests(unittest.TestCase):
    def test_even(self):
        self.assertEqual(chunks([1, 2, 3, 4], 2), [[1, 2], [3, 4]])

    def test_rest(self):
        self.assertEqual(chunks([1, 2, 3], 2), [[1, 2], [3]])

    def test_empty(self):
        self.assertEqual(chunks([], 2), [])

    def test_larger_than_the_list(self):
        self.assertEqual(chunks([1], 5), [[1]])

    def test_refuses_sizes_below_one(self):
        with self.assertRaises(ValueError):
            chunks([1], 0)
        with self.assertRaises(ValueError):
            chunks([1], -2)
