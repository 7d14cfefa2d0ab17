import unittest

from topological import sort_tasks


class SortTasksTests(unittest.TestCase):
    def test_orders(self):
        needs = {"deploy": ["test"], "build": [], "test": ["build"]}
        self.assertEqual(sort_tasks(needs), ["build", "test", "deploy"])

    def test_is_alphabetical_where_free(self):
        self.assertEqual(sort_tasks({"c": [], "a": [], "b": ["c"]}), ["a", "c", "b"])

    def test_takes_the_first_free_task_each_time(self):
        needs = {"a": ["z"], "b": [], "z": []}
        self.assertEqual(sort_tasks(needs), ["b", "z", "a"])

    def test_knows_tasks_that_are_only_needed(self):
        self.assertEqual(sort_tasks({"b": ["a"]}), ["a", "b"])

    def test_refuses_circles(self):
        with self.assertRaises(ValueError):
            sort_tasks({"a": ["b"], "b": ["a"]})
        with self.assertRaises(ValueError):
            sort_tasks({"a": ["a"]})
