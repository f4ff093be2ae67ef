"""How tests read a table of a view."""


def cells(table):
    """Return the cells of a table, line by line, its header left out."""
    return [cell for line in table.lines for cell in line]


def line(table, name):
    """Return the one line of a table that begins with a name."""
    (found,) = (line for line in table.lines if line[0] == name)
    return found


def written(table):
    """Return all that a table says, in the order in which it is read."""
    return "\n".join((table.caption, *table.header, *cells(table)))
