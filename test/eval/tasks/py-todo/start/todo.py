class TodoList:
    """Things to do."""

    def __init__(self):
        self._items = []

    def add(self, title):
        self._items.append({"title": title, "done": False})

    def complete(self, title):
        for item in self._items:
            if item["title"] == title and not item["done"]:
                item["done"] = True
                return
        raise KeyError(title)

    def open_items(self):
        return [item["title"] for item in self._items if not item["done"]]

    def __len__(self):
        return len(self._items)
