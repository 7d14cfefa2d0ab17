ZERO = -273.15


def convert(value, source, target):
    """Converts a temperature between Celsius ("C"), Fahrenheit ("F") and kelvin ("K")."""
    if source not in ("C", "F", "K") or target not in ("C", "F", "K"):
        raise ValueError("unknown unit")
    celsius = value
    if source == "F":
        celsius = (value - 32) * 5 / 9
    elif source == "K":
        celsius = value + ZERO
    if round(celsius, 6) < ZERO:
        raise ValueError("below absolute zero")
    if target == "F":
        return round(celsius * 9 / 5 + 32, 2)
    return round(celsius - ZERO if target == "K" else celsius, 2)
