"""Records in and out of dialects: what a round trip has to give back, and records made up for it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from hypothesis import strategies as st

from app.interchange.dialect import Dialect, Reading
from app.interchange.dialects.ctdl.terms import TESTED
from app.interchange.documents import open_document
from app.interchange.exchange import form_named, read_document
from app.interchange.known import EU_LEVELS, Known, KnownLevel
from app.model import (
    Assessment,
    Body,
    Credential,
    EqfLevel,
    Evidence,
    Hours,
    LegalEffect,
    Level,
    Mapped,
    Outcome,
    Quality,
    Source,
    Validity,
    Workload,
)
from app.vocab import COMPETENCE, ESCO_SKILL, ID

SHARED = Path(__file__).parents[1] / ".." / "shared"
ELM, CTDL = SHARED / "elm", SHARED / "ctdl"
BADGES = SHARED / "suites" / "openbadges3" / "ob_v3p0"
WHOLE_CATALOGUE = 2**27
COUNTRY = "http://publications.europa.eu/resource/authority/country/"
KNOWN = Known(
    {
        f"{EU_LEVELS}c_cbf250da": KnownLevel("finqf", "4", "FiNQF level 4", 4, f"{EU_LEVELS}c_cbf250da"),
        f"{ID}es/mecu/4B": KnownLevel("es-mecu", "4B", "MECU level 4B", 4, f"{EU_LEVELS}c_9f9cd022"),
        f"{ID}us/ase-series/A": KnownLevel("us-ase-series", "A", "ASE A series", None),
    },
    {"ects": Hours(25, 30), "hours": Hours(1, 1)},
)


def written(records: Iterable[Credential], form: str, known: Known = KNOWN, alone: bool = False) -> bytes:
    """The document of records in a form."""
    dialect, chosen = form_named(form)
    return b"".join(dialect.write(records, chosen, known, alone))


def reread(body: bytes, media_type: str | None = None, known: Known = KNOWN) -> Reading:
    """The reading of a document of any length."""
    return read_document(open_document(body, media_type, size=WHOLE_CATALOGUE), known)


def loss_table(dialect: Dialect) -> str:
    """The table of what becomes of each member, as docs/exchange.md shows it."""
    rows = [f"| {member} | {loss.fate} | {loss.where} |" for member, loss in dialect.LOSSES.items()]
    return "\n".join(["| member | fate | where |", "| --- | --- | --- |", *rows])


def as_elm_keeps(record: Credential) -> Credential:
    """The record after a round trip through ELM, by the loss table: evidence goes, lists lose their order."""

    def known(basis: str) -> Evidence:
        return Evidence(record.iri, basis, "low")  # type: ignore[arg-type]

    def plain(outcome: Outcome) -> Outcome:
        return replace(outcome, sources=())

    def web(source: Source) -> Source:
        return Source(source.iri, source.title, source.url, "unverified")

    assessments = [
        replace(one, evidence=Evidence(f"{record.iri}#elm-assessment-{at}", "stated", "low", (), one.evidence.notes))
        for at, one in enumerate(record.assessments, 1)
    ]
    on_the_web = [web(one) for one in record.sources if (one.url or "").lower().startswith(("http://", "https://"))]
    validity = record.validity and replace(record.validity, evidence=known("stated"))
    if validity and (validity.expires, validity.months, validity.renewal) == (None, None, None):
        validity = None
    workloads = [replace(one, unit_sources=(), evidence=known(one.evidence.basis)) for one in record.workloads]
    return replace(
        record,
        fields=tuple(sorted(record.fields)),
        awarding_bodies=tuple(sorted(record.awarding_bodies, key=lambda body: body.iri)),
        levels=tuple(replace(one, evidence=known(one.evidence.basis)) for one in record.levels),
        eqf=record.eqf and replace(record.eqf, evidence=known(record.eqf.evidence.basis)),
        workloads=tuple(workloads),
        assessments=tuple(assessments),
        quality=record.quality and replace(record.quality, evidence=known("stated")),
        validity=validity,
        legal=record.legal and replace(record.legal, evidence=known("stated")),
        stacks_into=tuple(sorted(record.stacks_into)),
        part_of=tuple(sorted(record.part_of)),
        parts=tuple(sorted(record.parts)),
        includes=tuple(sorted(record.includes)),
        replaced_by=tuple(sorted(record.replaced_by)),
        entry_requirements=tuple(sorted(record.entry_requirements)),
        outcomes=tuple(sorted(map(plain, record.outcomes), key=lambda outcome: bool(outcome.tested))),
        sources=tuple(sorted(on_the_web, key=lambda source: source.iri)),
    )


def members(record: Credential) -> Mapping[str, object]:
    """The members of a record, with sets for those lists whose order is that of the alphabet only."""
    loose = ("entry_requirements", "fields", "sources")
    found = {name: getattr(record, name) for name in record.__dataclass_fields__}
    return {name: frozenset(value) if name in loose else value for name, value in found.items()}


def _plain(record: Credential) -> Credential:
    """The record without what no dialect keeps: sources and confidence of claims, how far a source was read."""

    def known(basis: str) -> Evidence:
        return Evidence(record.iri, basis, "low")  # type: ignore[arg-type]

    kept = as_elm_keeps(record)
    assessments = [
        replace(one, evidence=replace(known("stated"), notes=one.evidence.notes)) for one in record.assessments
    ]
    return replace(
        kept,
        fields=record.fields,
        awarding_bodies=record.awarding_bodies,
        assessments=tuple(assessments),
        entry_requirements=record.entry_requirements,
        outcomes=tuple(replace(outcome, sources=()) for outcome in record.outcomes),
        sources=tuple(Source(one.iri, one.title, one.url, "unverified") for one in record.sources),
    )


def as_ctdl_keeps(record: Credential) -> Credential:
    """The record after a round trip through CTDL."""
    kept = _plain(record)
    order = list(TESTED)
    web = [one.url for one in record.sources if (one.url or "").lower().startswith(("http://", "https://"))]
    return replace(
        kept,
        confidence="low",
        framework=None,
        eqf=kept.eqf and replace(kept.eqf, rationale=None),
        assessments=tuple(replace(one, pass_mark_percent=None) for one in kept.assessments),
        legal=kept.legal if kept.legal and kept.legal.regulated else None,
        outcomes=tuple(sorted(kept.outcomes, key=lambda outcome: order.index(outcome.tested))),
        sources=tuple(Source(url, url, url, "unverified") for url in web[:1] if url),
        notes=(),
        conflicts=(),
    )


def as_badges_keep(record: Credential) -> Credential:
    """The record after a round trip through Open Badges."""
    kept = _plain(record)
    legal = kept.legal
    return replace(kept, legal=legal if legal and (legal.regulated, legal.law) != (None, None) else None)


def as_tables_keep(record: Credential) -> Credential:
    """The record after a round trip through a table."""
    kept = as_badges_keep(record)
    quality = kept.quality

    def first(body: Body) -> Body:
        return replace(body, names={"und": next(iter(body.names.values()))} if body.names else {})

    body = replace(first(quality.body), country=None) if quality and quality.body else None
    return replace(
        kept,
        awarding_bodies=tuple(map(first, kept.awarding_bodies)),
        assessments=tuple(
            replace(one, evidence=replace(one.evidence, notes=())) for one in kept.assessments if one.methods
        ),
        quality=quality and replace(quality, body=body),
        sources=tuple(replace(one, iri=one.url or one.title) for one in kept.sources),
    )


Keeps = Callable[[Credential], Credential]


def differences(reading: Reading, record: Credential, keeps: Keeps = as_elm_keeps) -> dict[str, tuple[object, object]]:
    """The members in which the only record of a reading is not the record as the dialect keeps it, with both values."""
    (found,) = reading.records
    have, want = members(found), members(keeps(record))
    return {name: (have[name], value) for name, value in want.items() if have[name] != value}


# Words without the characters that no RDF syntax carries back unchanged (controls, half characters).
words = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=40)
texts = words.map(str.strip).filter(bool)
ids = st.from_regex(r"[a-z][a-z0-9-]{0,12}", fullmatch=True)
bases = st.sampled_from(["stated", "derived", "analyst-estimate"])
numbers = st.integers(1, 4000).map(lambda number: number / 4)
countries = st.sampled_from([f"{COUNTRY}{code}" for code in ("FIN", "ESP", "USA")])


def _claim(basis: str) -> Evidence:
    return Evidence("https://w3id.org/passerelle/id/fi/x/claim", basis, "high")  # type: ignore[arg-type]


@st.composite
def workloads(draw: st.DrawFn) -> Workload:
    low, more = draw(numbers), draw(st.none() | numbers)
    hours = draw(st.none() | st.builds(lambda least, extra: Hours(least, least + extra), numbers, numbers))
    value = draw(st.none() | st.just(low))
    most = low + more if more is not None and value is not None else None
    return Workload(value, most, draw(st.sampled_from(["hours", "ects", "weeks"])), hours, (), _claim(draw(bases)))


@st.composite
def levels(draw: st.DrawFn) -> Level:
    iri = draw(st.sampled_from(sorted(KNOWN.levels)))
    known = KNOWN.levels[iri]
    return Level(iri, known.framework, known.code, known.label, known.eqf, _claim(draw(bases)))


@st.composite
def bodies(draw: st.DrawFn) -> Body:
    names = draw(st.dictionaries(st.sampled_from(["en", "fi", "es"]), texts, min_size=1, max_size=3))
    return Body(f"{ID}fi/body-{draw(ids)}", names, draw(st.none() | countries))


@st.composite
def outcomes(draw: st.DrawFn, iri: str, at: int) -> Outcome:
    targets = draw(st.lists(st.sampled_from([f"{COMPETENCE}a", f"{COMPETENCE}b", f"{ESCO_SKILL}c"]), unique=True))
    predicates = st.sampled_from(["exactMatch", "closeMatch", "broadMatch", "narrowMatch"])
    mapped = [
        Mapped(target, f"name of {target[-1]}", draw(predicates), draw(st.integers(0, 100)) / 100, f"{ID}mapping/{n}")
        for n, target in enumerate(targets)
    ]
    tested = draw(st.sampled_from([(), ("theory",), ("practice",), ("theory", "practice")]))
    return Outcome(f"{iri}/outcome-{at}", draw(texts), tuple(mapped), (), tested)


@st.composite
def records(draw: st.DrawFn) -> Credential:
    """A record with any of the claims that one can have."""
    slug = draw(ids)
    iri = f"{ID}fi/{slug}"
    few = {"max_size": 3}
    related = st.lists(ids.map(lambda name: f"{ID}es/{name}"), unique=True, **few).map(tuple)
    methods = st.lists(st.sampled_from(["practical", "written", "oral", "portfolio", "proctored-exam"]), unique=True)
    assessment = st.builds(
        lambda how, grading, mark, notes: Assessment(
            tuple(how), grading, mark, Evidence("x", "stated", "high", (), tuple(notes))
        ),
        methods,
        st.none() | texts,
        st.none() | st.integers(0, 100).map(float),
        st.lists(texts, unique=True, max_size=2),
    ).filter(lambda one: one.methods or one.evidence.notes)
    sources = st.lists(ids, unique=True, **few).map(
        lambda names: tuple(
            Source(f"{ID}fi/source-{one}", one, f"https://example.org/{one}", "full-page") for one in names
        )
    )
    return Credential(
        iri=iri, id=f"fi/{slug}", fact_id=draw(ids), jurisdiction="FI", country=draw(countries),
        kind=draw(st.sampled_from(["qualification", "unit", "micro-credential", "licence", "programme-module"])),
        titles=draw(st.dictionaries(st.sampled_from(["en", "fi", "sv", "und"]), texts, min_size=1)),
        confidence=draw(st.sampled_from(["high", "medium", "low"])), code=draw(st.none() | texts),
        status=draw(st.none() | ids), framework=draw(st.none() | ids),
        fields=tuple(draw(st.lists(st.sampled_from(["0713", "0716", "1022"]), unique=True))),
        awarding_bodies=tuple(draw(st.lists(bodies(), unique_by=lambda body: body.iri, **few))),
        levels=tuple(draw(st.lists(levels(), unique_by=lambda level: level.iri, **few))),
        eqf=draw(st.none() | st.builds(EqfLevel, st.integers(1, 8), st.booleans(), st.none() | texts,
                                       bases.map(_claim))),
        workloads=tuple(draw(st.lists(workloads(), **few))), assessments=tuple(draw(st.lists(assessment, max_size=2))),
        quality=draw(st.none() | st.builds(Quality, texts, st.none() | bodies(),
                                           st.none() | st.sampled_from(["external", "internal"]),
                                           st.just(_claim("stated")))),
        validity=draw(st.none() | st.builds(Validity, st.booleans(), st.none() | st.integers(1, 1200),
                                            st.none() | texts, st.just(_claim("stated")))),
        legal=draw(st.none() | st.builds(LegalEffect, st.booleans(), st.none() | texts, st.just(_claim("stated")))),
        stacks_into=draw(related), part_of=draw(related), parts=draw(related), has_options=draw(st.booleans()),
        includes=draw(related), ordinary_route=draw(st.booleans()), replaced_by=draw(related),
        entry_requirements=tuple(draw(st.lists(texts, unique=True, **few))),
        outcomes=tuple(draw(outcomes(iri, at)) for at in range(1, draw(st.integers(0, 12)) + 1)),
        sources=draw(sources), notes=tuple(draw(st.lists(texts, unique=True, **few))),
        conflicts=tuple(draw(st.lists(texts, unique=True, **few))), scope=draw(st.none() | texts),
        in_force=draw(st.sampled_from([(None, None), ("2020-01-01", None), ("2020-01-01", "2024-12-31")])),
    )  # fmt: skip
