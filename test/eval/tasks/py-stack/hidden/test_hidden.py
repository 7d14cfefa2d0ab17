import unittest

from src.stack import Stack


class HiddenTests(unittest.TestCase):
    def test_pushes_and_pops(self):
        stack = Stack()
        stack.push(1)
        stack.push(2)
        self.assertEqual([stack.pop(), stack.pop(), len(stack)], [2, 1, 0])
        with self.assertRaises(IndexError):
            stack.pop()

    def test_limits_its_size(self):
        stack = Stack(max_size=2)
        stack.push(1)
        stack.push(2)
        with self.assertRaises(OverflowError):
            stack.push(3)
        self.assertEqual(len(stack), 2)
        stack.pop()
        stack.push(4)
        self.assertEqual(stack.pop(), 4)

    def test_peeks(self):
        stack = Stack()
        stack.push("a")
        stack.push("b")
        self.assertEqual(stack.peek(), "b")
        self.assertEqual(len(stack), 2)

    def test_has_nothing_to_peek_at(self):
        with self.assertRaises(IndexError):
            Stack().peek()

    def test_iterates_from_the_top(self):
        stack = Stack()
        for item in (1, 2, 3):
            stack.push(item)
        self.assertEqual(list(stack), [3, 2, 1])
        self.assertEqual(len(stack), 3)


if __name__ == "__main__":
    unittest.main()
