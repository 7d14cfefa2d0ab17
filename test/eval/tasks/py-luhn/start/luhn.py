def is_valid(number):
    """Checks a number, given as text, with the Luhn algorithm."""
    digits = [int(character) for character in number if character != " "]
    total = 0
    for index, digit in enumerate(digits):
        if index % 2 == 1:
            digit *= 2
            if digit > 10:
                digit -= 9
        total += digit
    return total % 10 == 0
