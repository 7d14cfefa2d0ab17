def is_valid(number):
    """Checks a number, given as text, with the Luhn algorithm."""
    cleaned = number.replace(" ", "")
    if len(cleaned) < 2 or not cleaned.isdigit():
        return False
    total = 0
    for index, character in enumerate(reversed(cleaned)):
        digit = int(character)
        if index % 2 == 1:
            digit *= 2
            if digit > 9:
                digit -= 9
        total += digit
    return total % 10 == 0
