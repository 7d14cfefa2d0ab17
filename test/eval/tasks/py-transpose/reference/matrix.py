def transpose(rows):
    """Exchanges rows and columns of a matrix."""
    if any(len(row) != len(rows[0]) for row in rows):
        raise ValueError("the rows have different lengths")
    return [list(column) for column in zip(*rows)]
