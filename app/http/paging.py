"""The pages of a list: `Link` leads to the first, the previous, the next and the last."""

from fastapi import Request

from app.http.mounting import path, root


def links(request: Request, page: int, total: int, size: int) -> str:
    """The `Link` header of a page.

    :param total: how many items the list has
    :param size: how many items a page has
    """
    last = max(1, -(-total // size))
    targets = {"first": 1, "prev": page - 1, "next": page + 1, "last": last}
    return ", ".join(
        f'<{_address(request, number)}>; rel="{rel}"'
        for rel, number in targets.items()
        if 1 <= number <= last and (rel in ("first", "last") or number != page)
    )


def _address(request: Request, page: int) -> str:
    """Address of a page: below the configured public address, else a path; never from the Host header."""
    url = request.url.include_query_params(page=page)
    return f"{root(request)}{path(request)}?{url.query}"
