import unittest

from src.chunks import chunks


class HiddenTests(unittest.TestCase):
    def test_even(self):
        self.assertEqual(chunks(["a", "b", "c", "d"], 2), [["a", "b"], ["c", "d"]])

    def test_rest(self):
        self.assertEqual(chunks([1, 2, 3, 4, 5], 3), [[1, 2, 3], [4, 5]])
        self.assertEqual(chunks([1, 2], 1), [[1], [2]])

    def test_empty(self):
        self.assertEqual(chunks([], 3), [])

    def test_refuses_sizes_below_one(self):
        for size in (0, -1):
            with self.assertRaises(ValueError):
                chunks([1, 2], size)


if __name__ == "__main__":
    unittest.main()
