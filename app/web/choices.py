"""What a parameter of a question can be: the credentials, competences, countries or policies of the graph, by name."""

from collections.abc import Mapping

from app.catalogue import Parameter
from app.figures import NAMES
from app.http.state import Service
from app.vocab import COMPETENCE, ID

COUNTRY = "http://publications.europa.eu/resource/authority/country/"


def choices(service: Service, parameter: Parameter) -> Mapping[str, str]:
    """IRIs with their names, of the same kind as the example; empty where the kind has no list.

    Other values are allowed: these only spare the reader from looking them up.
    """
    example = parameter.example
    if parameter.type != "iri":
        return {}
    if example.startswith(COUNTRY):
        return {COUNTRY + code: name for code, name in sorted(NAMES.items(), key=lambda pair: pair[1])}
    if example.startswith(COMPETENCE):
        return {one.iri: one.labels.get("en", one.id) for one in service.reference.competences}
    if example.startswith(ID + "policy/"):
        return {one.iri: one.title for one in service.recognition.policies.values()}
    if example in service.index.iris:
        records = (service.records.get(iri) for iri in service.index.iris)
        return {one.iri: f"{one.title} ({one.jurisdiction})" for one in records}
    return {}
