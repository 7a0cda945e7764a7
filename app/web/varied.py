"""The state of the policy lab's form: it is all in the address, so that an experiment can be kept, sent and cited."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from fastapi import Request

from app.http.many import COUNTRIES, MOST_COUNTRIES, of_place
from app.http.state import Service, once_each
from app.policy import Policy
from app.problems import OtherReleaseError, ParameterError
from app.recognition.lab import Direction, Experiment

OURS = ("purpose", "country", "on", "release", "run", "of", "lang")
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Varied:
    """What is asked: a policy, numbers as typed by parameter, countries, a day as typed, the release it was asked of.

    `of_direction` narrows the list of pairs to one direction, by two codes with a hyphen between: FI-ES.
    `wrong` holds the fields that cannot be used, each with what is wrong with it; `policy` is the default one.
    """

    policy: Policy
    typed: Mapping[str, str]
    numbers: Mapping[str, float]
    countries: tuple[str, ...]
    on: str
    day: date
    release: str
    run: bool
    of_direction: Direction | None
    wrong: Mapping[str, ParameterError]

    @classmethod
    def of(cls, request: Request, service: Service) -> "Varied":
        """The state of an address.

        :raises ParameterError: for a field that the form does not have, a field given twice, an unknown purpose
        """
        once_each(request, ["country"])
        fields = request.query_params
        policy = service.recognition.policy(fields.get("purpose") or "employment")
        typed = {name: value.strip() for name, value in fields.items() if name not in OURS}
        for name, value in typed.items():
            if name not in policy.parameters:
                fields_known = ", ".join([*OURS, *sorted(policy.parameters)])
                raise ParameterError(
                    name[:_LONGEST], value[:_LONGEST], f"is not a field of the policy lab; it has {fields_known}"
                )
        given = tuple(dict.fromkeys(code.upper() for code in fields.getlist("country") if code))
        on, run = fields.get("on", "").strip(), bool(fields.get("run"))
        numbers, wrong = _numbers(policy, typed)
        day, wrong_day = _day(on)
        known = service.index.values("jurisdiction")
        wrong |= {one.parameter: one for one in (wrong_day, _wrong_countries(given, known, run)) if one}
        if run and not numbers and not wrong:
            wrong["run"] = ParameterError("run", "", "no tolerance differs from its default: change at least one")
        of_direction = _direction(fields.get("of", ""), given)
        countries = given if given or run else tuple(code for code in COUNTRIES if code in known)
        return cls(policy, typed, numbers, countries, on, day, fields.get("release", ""), run, of_direction, wrong)

    def fields(self, release: str) -> list[tuple[str, str]]:
        """The address of the same experiment: only what differs from the default, with day and release."""
        return [
            ("purpose", self.policy.id), *((name, plain(number)) for name, number in self.numbers.items()),
            *(("country", code) for code in self.countries), ("on", self.day.isoformat()), ("release", release),
            ("run", "1"),
        ]  # fmt: skip

    def other_release(self, release: str) -> str:
        """The release that the address names, where it is not the one that is served."""
        return self.release[:_LONGEST] if self.release not in ("", release) else ""

    def run_in(self, service: Service) -> Experiment:
        """The experiment."""
        members = {code: of_place(service, "country", code) for code in self.countries}
        return service.laboratory.run(self.policy.id, self.numbers, members, self.day)

    def run_for_file(self, service: Service) -> Experiment:
        """The experiment, for a file: nothing wrong is passed over, because a file cannot say it.

        :raises ParameterError: naming the first field that cannot be used
        :raises OtherReleaseError: when the address names a release that is not served
        """
        for error in self.wrong.values():
            raise error
        if not self.numbers:
            raise ParameterError("run", "", "no tolerance differs from its default: change at least one")
        told = self.other_release(service.manifest.release)
        if told:
            raise OtherReleaseError(told, service.manifest.release)
        return self.run_in(service)


def plain(number: float) -> str:
    """A number as it is typed, with all its digits."""
    return repr(float(number)).removesuffix(".0")


def _numbers(policy: Policy, typed: Mapping[str, str]) -> tuple[dict[str, float], dict[str, ParameterError]]:
    """The numbers that differ from the default, and what is wrong with the others; an empty field is the default."""
    numbers, wrong = {}, {}
    for name, text in sorted(typed.items()):
        try:
            if text and (number := _number(policy, name, text)) != policy[name]:
                numbers[name] = number
        except ParameterError as error:
            wrong[name] = error
    return numbers, wrong


def _number(policy: Policy, name: str, text: str) -> float:
    one = policy.parameters[name]
    try:
        return policy.vary({name: float(text.replace(",", "."))})[name]
    except (ValueError, ParameterError) as error:
        reason = f"is not a number from {one.lowest:g} to {one.highest:g}"
        raise ParameterError(name, text[:_LONGEST], reason) from error


def _day(text: str) -> tuple[date, ParameterError | None]:
    try:
        return (date.fromisoformat(text) if text else date.today()), None
    except ValueError:
        return date.today(), ParameterError("on", text[:_LONGEST], "is not a day, as 2026-11-25")


def _direction(text: str, countries: Sequence[str]) -> Direction | None:
    if not text:
        return None
    here, _, there = text.upper().partition("-")
    if here == there or not {here, there} <= set(countries):
        raise ParameterError(
            "of", text[:_LONGEST], "is not two of the countries chosen with a hyphen between, as FI-ES"
        )
    return here, there


def _wrong_countries(given: Sequence[str], known: Iterable[str], run: bool) -> ParameterError | None:
    names = list(known)
    for code in given:
        if code not in names:
            return ParameterError("country", code[:_LONGEST], f"is not in the graph; known are {', '.join(names)}")
    if run and not 2 <= len(given) <= MOST_COUNTRIES:
        return ParameterError("country", ", ".join(given), f"choose 2 to {MOST_COUNTRIES} countries")
    return None
