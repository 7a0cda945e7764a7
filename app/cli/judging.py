"""`passerelle quality`, `passerelle rules` and `passerelle validate`: what the quality rules say."""

import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.screen import messages, screen
from app.settings import Settings

if TYPE_CHECKING:
    from app.http.quality_schemas import RecordOut, ResultOut, StepOut, ValidationOut
    from app.quality.results import Results

LANG = typer.Option(help="language of the rules: en, es, fi, ga or pt")
FORMATS = ("text", "json", "turtle", "jsonld")


def quality(
    credential: Annotated[str | None, typer.Argument(help="id of a record, e.g. fi/106884; all when not given")] = None,
    since: Annotated[str | None, typer.Option(help="id of a release: tell what changed since; or previous")] = None,
    lang: Annotated[str, LANG] = "en",
) -> None:
    """Tell the quality of the records of the release, of one record, or what changed since another release."""
    from app.http.quality_schemas import report_out
    from app.quality.results import Results
    from app.store import EmbeddedStore
    from app.vocab import ID

    settings = Settings()
    if since:
        _changes(settings, since)
        return
    results = Results(EmbeddedStore(settings.current / "index"))
    if credential is None:
        _countries(results)
        return
    iri = credential if "://" in credential else ID + credential
    found = report_out(results.of(iri), credential, credential, lang)
    _head(credential, found.readiness, found.counts.passed, found.counts.failed, found.counts.unknown)
    _tell(found.complete, [one for one in found.results if one.outcome != "pass"])


def rules(
    markdown: Annotated[bool, typer.Option("--markdown", help="the page docs/rules.md")] = False,
) -> None:
    """List the quality rules with law, severity and results today."""
    from app.quality.page import as_markdown
    from app.quality.results import Results
    from app.store import EmbeddedStore

    results = Results(EmbeddedStore(Settings().current / "index"))
    if markdown:
        sys.stdout.write(as_markdown(results))
        return
    for rule in results.rules.values():
        told = f"{rule.counts.passed} pass, {rule.counts.failed} fail, {rule.counts.unknown} unknown"
        _line(f"{rule.id}  {rule.severity:9}  {rule.rule_set:9}  {rule.label} ({told}); {rule.basis}")


def validate(
    given: Annotated[list[Path], typer.Argument(metavar="FILE...", help="records: RDF, JSON-LD, or another dialect")],
    rules: Annotated[str, typer.Option(help="rule sets, e.g. annex-i,country; all when not given")] = "",
    lang: Annotated[str, LANG] = "en",
    format: Annotated[str, typer.Option(help="text, json, turtle or jsonld")] = "text",
    out: Annotated[Path | None, typer.Option(help="catalogue of any length: a line of JSON a record goes here")] = None,
    workers: Annotated[int, typer.Option(min=1, help="processes that work on a catalogue side by side")] = 2,
) -> None:
    """Hold records against the quality rules; ends with status 1 where a rule fails or nothing could be read.

    With --out, a catalogue in Turtle, N-Triples or N-Quads of any length is validated record by record. It can be
    stopped, and goes on where it was when called again.
    """
    from app.problems import ParameterError
    from app.quality.validate import chosen

    if format not in FORMATS:
        raise ParameterError("format", format, f"is not one of {', '.join(FORMATS)}")
    settings, rule_sets = Settings(), chosen(name for name in rules.split(",") if name)
    if out is not None:
        _catalogue(given, settings.current.resolve(), out, rule_sets, workers)
        return
    conforms = asyncio.run(_validate(given, settings, rule_sets, lang, format))
    if not conforms:
        raise typer.Exit(1)


async def _validate(
    given: "list[Path]", settings: Settings, rule_sets: "tuple[str, ...]", lang: str, format: str
) -> bool:
    """Print what the rules say of each file; whether all conform."""
    from app.http.quality_schemas import validation_out
    from app.quality.results import Results
    from app.quality.shacl_report import JSON_LD, TURTLE, shacl_report
    from app.quality.worker import Validators
    from app.store import EmbeddedStore

    release = settings.current.resolve()
    results, validators = Results(EmbeddedStore(release / "index")), Validators(settings, release)
    conforms = True
    try:
        for path in given:
            found = await validators.validate(*_read(path, settings), rule_sets, path.name)
            conforms = conforms and found.conforms
            told = validation_out(found, results, lang)
            if format == "text":
                _show(path.name, told)
            elif format == "json":
                sys.stdout.write(told.model_dump_json(indent=1) + "\n")
            else:
                media = TURTLE if format == "turtle" else JSON_LD
                sys.stdout.write(shacl_report(found, results.rules, lang, media).decode())
    finally:
        validators.close()
    return conforms


def _catalogue(given: "list[Path]", release: Path, out: Path, rule_sets: "tuple[str, ...]", workers: int) -> None:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from app.interchange.documents import RDF_TYPES, SUFFIXES
    from app.problems import InputError
    from app.quality.catalogue import validate_catalogue

    (path,) = given if len(given) == 1 else [Path()]
    media_type = SUFFIXES.get(path.suffix.lstrip(".").lower(), "")
    if media_type not in RDF_TYPES or not path.is_file():
        raise InputError(", ".join(map(str, given)), "is not one file in Turtle, N-Triples or N-Quads (.ttl, .nt, .nq)")
    columns = TextColumn("records"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with Progress(*columns, console=messages) as bar:
        task = bar.add_task("records", total=None)
        try:
            found = validate_catalogue(
                path, media_type, release, out, rule_sets, workers,
                lambda done, all_of_them: bar.update(task, completed=done, total=all_of_them),
            )  # fmt: skip
        except KeyboardInterrupt:
            messages.print("stopped; the same command goes on from here", highlight=False)
            raise typer.Exit(130) from None
    came, earlier = found.came, f" ({found.taken_up} of them before)" if found.taken_up else ""
    for mistake in found.mistakes:
        messages.print(f"  not read: {mistake}", markup=False, highlight=False, soft_wrap=True)
    _line(f"{path.name}: {came.records} records{earlier}: {came.passed} results pass, {came.failed} fail, "
          f"{came.unknown} cannot be told; {out}")  # fmt: skip
    if came.failed:
        raise typer.Exit(1)


def _read(path: Path, settings: Settings) -> tuple[bytes, str | None]:
    from app.interchange.documents import SUFFIXES
    from app.problems import InputError

    try:
        with path.open("rb") as file:
            return file.read(settings.document_kib * 1024 + 1), SUFFIXES.get(path.suffix.lstrip(".").lower())
    except OSError as error:
        raise InputError(str(path), f"cannot be opened: {error.strerror}") from error


def _show(name: str, out: "ValidationOut") -> None:
    signed = f", signed ({out.signature.kind}; not verified)" if out.signature else ""
    _line(f"{name}: {len(out.records)} records, {out.dialect or 'no known dialect'}{signed}")
    for record in out.records:
        _record(record)
    for one in out.unread:
        _line(f"  not read: {one.place}: {one.reason}{f': {one.value}' if one.value else ''}")


def _record(record: "RecordOut") -> None:
    _head(record.title, record.readiness, record.counts.passed, record.counts.failed, record.counts.unknown)
    _tell(record.complete, record.findings)


def _head(name: str, readiness: float | None, passed: int, failed: int, unknown: int) -> None:
    told = "" if readiness is None else f"readiness {readiness:.2f}, "
    _line(f"{name}: {told}{passed} rules pass, {failed} fail, {unknown} cannot be told")


def _tell(complete: "list[StepOut]", results: "list[ResultOut]") -> None:
    if complete:
        _line(f"  complete first: {', '.join(f'{one.label} (up to +{one.gain:.2f})' for one in complete)}")
    for one in results:
        seen = f" [{', '.join(one.values)}]" if one.values else ""
        said = one.message or f"not recorded: {', '.join(one.paths)}"
        _line(f"  {one.outcome:7} {one.rule} {one.severity}: {said}{seen} {one.remedy} ({one.law})")


def _countries(results: "Results") -> None:
    _line("country  records  readiness  lowest  highest   pass   fail  unknown")
    for iri, place in sorted(results.places.items(), key=lambda item: item[0] or "~"):
        numbers = [f"{one:9.2f}" if one is not None else " " * 9 for one in (place.readiness, place.lowest)]
        counts = place.counts
        name = iri.rsplit("/", 1)[-1] or "all"
        highest = f"{place.highest:9.2f}" if place.highest is not None else ""
        tail = f"{counts.passed:7}{counts.failed:7}{counts.unknown:9}"
        _line(f"{name:7}{counts.credentials:9}  {numbers[0]}{numbers[1][1:]}{highest}{tail}")


def _changes(settings: Settings, since: str) -> None:
    from app.quality.releases import changes_since, earlier

    before = earlier(settings.build, None if since == "previous" else since)
    if before is None:
        _line("No release was current before this one.")
        return
    found = changes_since(before, settings.current.resolve())
    if found is None:
        _line(f"{before.name} was not held against the quality rules.")
        return
    lists = ("records_added", "records_removed", "rules_added", "rules_removed")
    _line(f"since {before.name}: " + ", ".join(f"{len(getattr(found, one))} {one.replace('_', ' ')}" for one in lists))
    for moved in found.moved:
        _line(f"  {moved.credential}: readiness {moved.before} -> {moved.after}")
    for turned in found.turned:
        _line(f"  {turned.credential}: {turned.rule} {turned.before} -> {turned.after}")


def _line(text: str) -> None:
    screen.print(text, markup=False, highlight=False, soft_wrap=True)
