import unittest

from matrix import transpose


class HiddenTests(unittest.TestCase):
    def test_exchanges_rows_and_columns(self):
        self.assertEqual(transpose([[1, 2, 3], [4, 5, 6]]), [[1, 4], [2, 5], [3, 6]])

    def test_gives_lists(self):
        result = transpose([[1, 2]])
        self.assertEqual(result, [[1], [2]])
        self.assertIsInstance(result[0], list)

    def test_leaves_the_input_alone(self):
        rows = [[1, 2], [3, 4]]
        result = transpose(rows)
        result[0][0] = 99
        self.assertEqual(rows, [[1, 2], [3, 4]])

    def test_empty(self):
        self.assertEqual(transpose([]), [])

    def test_refuses_ragged_rows(self):
        with self.assertRaises(ValueError):
            transpose([[1, 2], [3]])
        with self.assertRaises(ValueError):
            transpose([[1], [3, 4]])


if __name__ == "__main__":
    unittest.main()
