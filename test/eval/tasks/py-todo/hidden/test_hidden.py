import unittest

from todo import TodoList


class HiddenTests(unittest.TestCase):
    def test_completes(self):
        todo = TodoList()
        todo.add("a")
        todo.add("b")
        todo.complete("a")
        self.assertEqual(todo.open_items(), ["b"])
        with self.assertRaises(KeyError):
            todo.complete("a")

    def test_sorts_by_priority(self):
        todo = TodoList()
        todo.add("l", "low")
        todo.add("n1")
        todo.add("h1", "high")
        todo.add("n2", "normal")
        todo.add("h2", priority="high")
        self.assertEqual(todo.open_items(), ["h1", "h2", "n1", "n2", "l"])

    def test_refuses_other_priorities(self):
        todo = TodoList()
        with self.assertRaises(ValueError):
            todo.add("x", "urgent")
        self.assertEqual(len(todo), 0)

    def test_clears_what_is_done(self):
        todo = TodoList()
        for title in ("a", "b", "c"):
            todo.add(title)
        todo.complete("a")
        todo.complete("c")
        self.assertEqual(todo.clear_done(), 2)
        self.assertEqual(len(todo), 1)
        self.assertEqual(todo.clear_done(), 0)


if __name__ == "__main__":
    unittest.main()
