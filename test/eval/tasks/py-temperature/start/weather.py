from temperature import convert


def describe(celsius):
    """A temperature in both units."""
    return f"{celsius} °C ({convert(celsius, 'C', 'F')} °F)"
