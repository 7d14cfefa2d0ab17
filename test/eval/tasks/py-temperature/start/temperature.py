def convert(value, source, target):
    """Converts a temperature between Celsius ("C") and Fahrenheit ("F")."""
    celsius = (value - 32) * 5 / 9 if source == "F" else value
    result = celsius * 9 / 5 + 32 if target == "F" else celsius
    return round(result, 2)
