def parse_ini(text):
    """Reads sections of `key = value` lines."""
    sections = {}
    name = ""
    for raw in text.splitlines():
        line = raw.strip()
        if not line or line[0] in ";#":
            continue
        if line.startswith("[") and line.endswith("]"):
            name = line[1:-1].strip()
            sections.setdefault(name, {})
            continue
        key, found, value = line.partition("=")
        if not found:
            raise ValueError(f"not understood: {raw!r}")
        sections.setdefault(name, {})[key.strip()] = value.strip()
    return sections
