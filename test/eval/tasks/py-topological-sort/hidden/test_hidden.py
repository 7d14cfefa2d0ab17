import unittest

from topological import sort_tasks


class HiddenTests(unittest.TestCase):
    def test_orders(self):
        needs = {"eat": ["cook", "set"], "cook": ["shop"], "set": [], "shop": []}
        self.assertEqual(sort_tasks(needs), ["set", "shop", "cook", "eat"])

    def test_is_alphabetical_where_free(self):
        self.assertEqual(sort_tasks({"c": [], "b": [], "a": []}), ["a", "b", "c"])

    def test_knows_tasks_that_are_only_needed(self):
        self.assertEqual(sort_tasks({"x": ["y"]}), ["y", "x"])

    def test_refuses_circles(self):
        with self.assertRaises(ValueError):
            sort_tasks({"a": ["b"], "b": ["c"], "c": ["a"]})

    def test_empty(self):
        self.assertEqual(sort_tasks({}), [])


if __name__ == "__main__":
    unittest.main()
