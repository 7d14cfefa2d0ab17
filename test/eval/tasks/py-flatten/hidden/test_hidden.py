import unittest

from flatten import flatten


class HiddenTests(unittest.TestCase):
    def test_opens_lists_and_tuples(self):
        self.assertEqual(list(flatten([1, [2, (3, [4])], 5])), [1, 2, 3, 4, 5])

    def test_keeps_strings(self):
        self.assertEqual(list(flatten(["ab", ["cd"]])), ["ab", "cd"])

    def test_stops_at_the_depth(self):
        self.assertEqual(list(flatten([1, [2, [3]]], 1)), [1, 2, [3]])
        self.assertEqual(list(flatten([1, [2]], 0)), [1, [2]])

    def test_empty(self):
        self.assertEqual(list(flatten([[], [[]]])), [])

    def test_is_lazy(self):
        def endless():
            n = 0
            while True:
                yield [n]
                n += 1

        iterator = iter(flatten(endless()))
        self.assertEqual([next(iterator), next(iterator)], [0, 1])

    def test_refuses_a_negative_depth(self):
        with self.assertRaises(ValueError):
            list(flatten([], -1))


if __name__ == "__main__":
    unittest.main()
