import unittest

from todo import TodoList


class TodoTests(unittest.TestCase):
    def test_completes(self):
        todo = TodoList()
        todo.add("a")
        todo.add("b")
        todo.complete("a")
        self.assertEqual(todo.open_items(), ["b"])

    def test_knows_its_items(self):
        with self.assertRaises(KeyError):
            TodoList().complete("x")
