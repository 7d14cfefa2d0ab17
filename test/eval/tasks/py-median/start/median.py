def median(numbers):
    """The middle value, or the mean of the two middle ones."""
    middle = len(numbers) // 2
    if len(numbers) % 2 == 1:
        return numbers[middle]
    return (numbers[middle] + numbers[middle + 1]) / 2
