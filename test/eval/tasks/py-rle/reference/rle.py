from itertools import groupby


def encode(text):
    """Run-length encoding of a text without digits."""
    if any(character.isdigit() for character in text):
        raise ValueError("the text must not hold digits")
    parts = []
    for character, run in groupby(text):
        length = len(list(run))
        parts.append(character if length == 1 else f"{length}{character}")
    return "".join(parts)
