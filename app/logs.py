"""What a service says of itself: one event a line, JSON, or text on a terminal, on standard error.

An event names the request by its id, never by what was asked: no address, query, parameter value or body. Of an error
it tells kind and place, not the message, which may repeat what the user sent; the level `debug` adds that.
"""

import logging
import re
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any, TextIO

import structlog
from asgi_correlation_id import correlation_id

_LIBRARY = re.compile(r".*/(?=app/)|.*/(site-packages|lib/python[0-9.]+)/")
NAME = "passerelle"
Event = MutableMapping[str, Any]


def set_up(level: str, form: str, out: TextIO | None = None) -> None:
    """Send every event of this process, those of libraries included, to standard error.

    :param level: the least level that is told: debug, info, warning or error
    :param form: json, text, or auto, which is text on a terminal
    :param out: where instead
    """
    out = out or sys.stderr
    text = form == "text" or (form == "auto" and out.isatty())
    ending: list[structlog.types.Processor] = [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        _with_messages if level == "debug" else _without_messages,
        _as_text if text else structlog.processors.JSONRenderer(ensure_ascii=True),
    ]
    handler = logging.StreamHandler(out)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=_SHARED, processors=ending))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO if level == "debug" else logging.WARNING)
    logging.getLogger("asgi_correlation_id").setLevel(logging.ERROR)
    logging.getLogger(NAME).setLevel(level.upper())


def log() -> structlog.stdlib.BoundLogger:
    """The log of the service; until it is set up, only warnings are told."""
    logger: structlog.stdlib.BoundLogger = structlog.wrap_logger(
        logging.getLogger(NAME),
        processors=[structlog.stdlib.filter_by_level, *_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    return logger


def _with_request(_: Any, __: str, event: Event) -> Event:
    if request := correlation_id.get():
        event.setdefault("request_id", request)
    return event


def _without_messages(_: Any, __: str, event: Event) -> Event:
    error = _error(event)
    if error is not None:
        frames = traceback.extract_tb(error.__traceback__)
        event["error"] = type(error).__name__
        event["place"] = [f"{_LIBRARY.sub('', frame.filename)}:{frame.lineno}" for frame in frames[-8:]]
    return event


def _with_messages(_: Any, __: str, event: Event) -> Event:
    error = _error(event)
    if error is not None:
        event["error"] = "".join(traceback.format_exception(error))
    return event


def _error(event: Event) -> BaseException | None:
    """The error that an event tells of, taken out of it."""
    found = event.pop("exc_info", None)
    if found is True:
        found = sys.exc_info()
    if isinstance(found, tuple):
        found = found[1]
    return found if isinstance(found, BaseException) else None


def _as_text(_: Any, __: str, event: Event) -> str:
    """`time level event name=value …`, values with anything unusual as JSON writes them, so that a line stays one."""
    head = [str(event.pop(name, "")) for name in ("timestamp", "level")]
    said = ascii(event.pop("event", ""))[1:-1]
    return " ".join([*head, said, *(f"{name}={value!a}" for name, value in event.items())])


_SHARED: tuple[structlog.types.Processor, ...] = (
    _with_request,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
)
