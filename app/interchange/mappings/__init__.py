"""Mapping sets in SSSOM: read from TSV, CSV and JSON of anyone, merged by one rule, written as TSV, JSON and RDF.

The format is SSSOM 1.1 (https://mapping-commons.github.io/sssom/): `slots` is its table of members, `reader` and
`metadata` take documents apart, `merge` decides between rows that say different things, `tsv`, `json` and `rdf` write.
"""
