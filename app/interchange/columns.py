"""What the columns of somebody's spreadsheet are called here."""

from collections.abc import Iterable

from app.problems import ParameterError


def columns_of(given: Iterable[str], parameter: str) -> dict[str, str]:
    """Our name by theirs, of pairs such as `Nome=title_pt`; ours is what follows the last `=`.

    :param parameter: how the pairs are given, for the message
    :raises ParameterError: for what is no pair, or a column that there is not here
    """
    from app.interchange.dialects.table import COLUMNS

    found = {}
    for pair in given:
        theirs, _, ours = pair.rpartition("=")
        if not theirs or ours not in COLUMNS:
            raise ParameterError(parameter, pair[:200], f"is not a column=ours; ours are {', '.join(COLUMNS)}")
        found[theirs.strip()] = ours
    return found
