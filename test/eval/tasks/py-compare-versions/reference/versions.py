def compare_versions(a, b):
    """-1, 0 or 1: is version a older than, the same as or newer than b."""
    left, right = _parts(a), _parts(b)
    length = max(len(left), len(right))
    left += [0] * (length - len(left))
    right += [0] * (length - len(right))
    return (left > right) - (left < right)


def _parts(text):
    parts = text.split(".")
    if not all(part.isdigit() for part in parts):
        raise ValueError(f"not a version: {text!r}")
    return [int(part) for part in parts]
