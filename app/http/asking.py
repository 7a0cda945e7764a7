"""Where the stored questions are answered."""

from typing import Annotated

from fastapi import Depends

from app.http.state import ServiceDep
from app.store import Store


def _question_store(service: ServiceDep) -> Store:
    return service.store


QuestionStoreDep = Annotated[Store, Depends(_question_store)]
