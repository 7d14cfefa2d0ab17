SMALL = {"von", "de", "van", "der"}


def initials(name):
    """First letters of the parts of a name, in capitals, without small words."""
    parts = [part for part in name.split() if part.lower() not in SMALL]
    return "".join(
        "-".join(piece[0].upper() for piece in part.split("-") if piece) for part in parts
    )
