from src.stack import Stack


class Undo:
    """Remembers actions and takes the last one back."""

    def __init__(self):
        self._done = Stack()

    def did(self, action):
        self._done.push(action)

    def take_back(self):
        return self._done.pop()
