"""A validator without its process: for tests of what it says, not of how it is contained."""

from app.quality.validate import RULE_SETS, Validation, Validator

RECORD = """PREFIX psr: <https://w3id.org/passerelle/def#>
PREFIX dct: <http://purl.org/dc/terms/>
PREFIX elm: <http://data.europa.eu/snb/model/elm/>
<https://school.example/hv> a psr:MicroCredential ; dct:title "High voltage, first step"@en ;
  psr:jurisdiction <http://publications.europa.eu/resource/authority/country/PRT> ;
  psr:claim <https://school.example/hv/workload> , <https://school.example/hv/quality> .
<https://school.example/hv/workload> a psr:WorkloadClaim ; psr:unit psr:unit-ects ; psr:value 2.0 .
<https://school.example/hv/quality> a psr:QualityAssuranceClaim ; psr:assuranceKind "somebody looked" .
"""


def validated(validator: Validator, text: str, media_type: str | None = "text/turtle",
              rule_sets: tuple[str, ...] = RULE_SETS) -> Validation:  # fmt: skip
    return validator.validate(text.encode(), media_type, "document", rule_sets, 2**20, 32)


def outcomes(found: Validation) -> dict[str, str]:
    (record,) = found.records
    return {finding.rule: finding.outcome for finding in record.findings}
