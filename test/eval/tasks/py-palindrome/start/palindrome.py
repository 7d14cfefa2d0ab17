def is_palindrome(text):
    """Reads the text the same backwards, looking at letters and digits only?"""
    cleaned = [character for character in text if character.isalpha()]
    return cleaned == cleaned.reverse()
