import unittest

from median import median


class HiddenTests(unittest.TestCase):
    def test_odd(self):
        self.assertEqual(median([9, 7, 8]), 8)
        self.assertEqual(median([5]), 5)

    def test_even(self):
        self.assertEqual(median([10, 2, 4, 8]), 6)

    def test_leaves_the_input_alone(self):
        numbers = [3, 1, 2, 0]
        median(numbers)
        self.assertEqual(numbers, [3, 1, 2, 0])

    def test_refuses_nothing(self):
        with self.assertRaises(ValueError):
            median([])


if __name__ == "__main__":
    unittest.main()
