def chunks(items, size):
    """Splits a list into lists of a size; the last one may be shorter."""
    result = []
    for start in range(0, len(items) - size, size):
        result.append(items[start : start + size])
    return result
