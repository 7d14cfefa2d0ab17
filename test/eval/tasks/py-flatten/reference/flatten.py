def flatten(values, depth=None):
    """Yields the items of nested lists and tuples, down to a depth."""
    if depth is not None and depth < 0:
        raise ValueError("the depth must not be negative")
    for value in values:
        if isinstance(value, (list, tuple)) and depth != 0:
            yield from flatten(value, None if depth is None else depth - 1)
        else:
            yield value
