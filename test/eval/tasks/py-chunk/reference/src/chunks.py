def chunks(items, size):
    """Splits a list into lists of a size; the last one may be shorter."""
    if size < 1:
        raise ValueError("the size must be at least 1")
    return [items[start : start + size] for start in range(0, len(items), size)]
