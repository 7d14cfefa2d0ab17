PRIORITIES = ("high", "normal", "low")


class TodoList:
    """Things to do, by priority."""

    def __init__(self):
        self._items = []

    def add(self, title, priority="normal"):
        if priority not in PRIORITIES:
            raise ValueError(f"unknown priority: {priority}")
        self._items.append({"title": title, "done": False, "priority": priority})

    def complete(self, title):
        for item in self._items:
            if item["title"] == title and not item["done"]:
                item["done"] = True
                return
        raise KeyError(title)

    def open_items(self):
        still_open = [item for item in self._items if not item["done"]]
        still_open.sort(key=lambda item: PRIORITIES.index(item["priority"]))
        return [item["title"] for item in still_open]

    def clear_done(self):
        before = len(self._items)
        self._items = [item for item in self._items if not item["done"]]
        return before - len(self._items)

    def __len__(self):
        return len(self._items)
