from datetime import timedelta


def add_business_days(start, days):
    """The date that many working days after (or before) the start."""
    step = timedelta(days=1 if days > 0 else -1)
    left = abs(days)
    current = start
    while left > 0:
        current += step
        if current.weekday() < 5:
            left -= 1
    return current
