class Stack:
    """Last in, first out, with an optional limit."""

    def __init__(self, max_size=None):
        self._items = []
        self._max_size = max_size

    def push(self, item):
        if self._max_size is not None and len(self._items) >= self._max_size:
            raise OverflowError("the stack is full")
        self._items.append(item)

    def pop(self):
        if not self._items:
            raise IndexError("the stack is empty")
        return self._items.pop()

    def peek(self):
        if not self._items:
            raise IndexError("the stack has no top")
        return self._items[-1]

    def __iter__(self):
        return reversed(self._items)

    def __len__(self):
        return len(self._items)
