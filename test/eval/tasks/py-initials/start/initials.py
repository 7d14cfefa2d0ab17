def initials(name):
    """First letters of all parts of a name, in capitals."""
    return "".join(part[0].upper() for part in name.split())
