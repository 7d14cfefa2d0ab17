def is_palindrome(text):
    """Reads the text the same backwards, looking at letters and digits only?"""
    cleaned = [character.lower() for character in text if character.isalnum()]
    return cleaned == cleaned[::-1]
