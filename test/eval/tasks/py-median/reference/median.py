def median(numbers):
    """The middle value, or the mean of the two middle ones."""
    if not numbers:
        raise ValueError("there is no median of nothing")
    ordered = sorted(numbers)
    middle = len(ordered) // 2
    if len(ordered) % 2 == 1:
        return ordered[middle]
    return (ordered[middle - 1] + ordered[middle]) / 2
