def format_bytes(size):
    """Writes a number of bytes for people."""
    if size < 0:
        raise ValueError("a size is not negative")
    if size < 1024:
        return f"{size} B"
    for unit in ("KB", "MB", "GB", "TB"):
        size /= 1024
        if size < 1024 or unit == "TB":
            return f"{size:.1f} {unit}"
