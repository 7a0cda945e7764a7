"""Every setting with its default and a help line; read from PASSERELLE_* variables when a process starts."""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Settings of one process. Nothing reads them at import: whoever starts a process makes one and hands it on."""

    model_config = SettingsConfigDict(env_prefix="PASSERELLE_", frozen=True)

    root: Path = Field(default=Path(), description="folder that holds ontology/, mappings/, shapes/ and queries/")
    build: Path = Field(default=Path("build"), description="folder that holds the releases")
    base_url: str = Field(
        default="", description="public address of the service, for links; the request's path when empty"
    )
    candidates_judged: int = Field(
        default=500, ge=1, description="most candidates to judge in full; of more, those with the greatest coverage"
    )
    lab_waiting: int = Field(default=4, ge=0, description="experiments of the policy lab that wait while one runs")
    lab_kept: int = Field(default=8, ge=1, description="results of the policy lab that are kept to be given again")
    body_kib: int = Field(default=1024, ge=1, description="longest request body, in KiB; batches are streamed")
    incoming_links: int = Field(
        default=50, ge=1, le=1000, description="statements that point to a thing, per page of its description"
    )
    address_kib: int = Field(
        default=60,
        ge=1,
        description="longest address of a request with its parameters, in KiB (the server's own end: 64)",
    )
    trusted_proxies: str = Field(
        default="",
        description="addresses or networks of proxies whose X-Forwarded-For is believed, with commas between",
    )

    page_rows: int = Field(default=500, ge=1, description="rows of a result that the query page shows; files have all")
    packed_bytes: int = Field(default=1024, ge=0, description="shortest answer that is sent compressed, in bytes")
    query_workers: int = Field(default=2, ge=1, description="processes that run the queries of users")
    query_seconds: float = Field(default=10.0, gt=0, description="deadline of a user's query, in seconds")
    query_cpu_seconds: int = Field(default=12, ge=1, description="processor time of one query, in seconds")
    query_memory_mib: int = Field(
        default=1024, ge=64, description="address space of a query process above what the release needs, in MiB"
    )
    query_memory_quads: int = Field(
        default=1_500_000,
        ge=0,
        description="largest release that the query processes hold in memory, which they share; "
        "they read the index of a larger one",
    )
    query_output_mib: int = Field(default=32, ge=1, description="largest result of a query, in MiB")
    query_text_kib: int = Field(default=64, ge=1, description="longest query text, in KiB")
    document_kib: int = Field(default=1024, ge=1, description="longest document that is read, in KiB")
    document_levels: int = Field(default=32, ge=1, le=64, description="deepest nesting of a JSON document")
    document_seconds: float = Field(default=10.0, gt=0, description="deadline of reading a document, in seconds")
    document_memory_mib: int = Field(
        default=1024, ge=256, description="address space of a reading process above what it needs to begin, in MiB"
    )
    document_workers: int = Field(default=1, ge=1, description="processes that read the documents of users")
    mapping_kib: int = Field(default=16_384, ge=1, description="longest mapping set that is read, in KiB")
    mapping_problems: int = Field(default=1000, ge=1, description="most problems that are told of one mapping set")
    mapping_seconds: float = Field(default=60.0, gt=0, description="deadline of reading a mapping set, in seconds")
    store_url: str = Field(
        default="", description="query address of a remote SPARQL 1.1 store; the release's own index when empty"
    )
    store_dataset: Literal["auto", "union", "explicit"] = Field(
        default="auto",
        description="whether the default graph of the remote store is the union of its graphs (union), or each query "
        "names the graphs of the release (explicit); auto looks",
    )
    store_hosts: str = Field(
        default="", description="host:port that may be connected to, comma-separated; that of the store when empty"
    )
    store_user: str = Field(default="", description="user name at the remote store")
    store_password: SecretStr = Field(default=SecretStr(""), description="password at the remote store")
    store_token: SecretStr = Field(default=SecretStr(""), description="bearer token at the remote store")
    store_connect_seconds: float = Field(
        default=3.0, gt=0, description="until a connection to the store stands, in seconds"
    )
    store_read_seconds: float = Field(default=10.0, gt=0, description="longest silence of the store, in seconds")
    store_seconds: float = Field(
        default=30.0, gt=0, description="deadline of a query that the service itself puts to the store, in seconds"
    )
    store_output_mib: int = Field(default=64, ge=1, description="largest answer of the store, in MiB")
    publish_seconds: float = Field(
        default=600.0, gt=0, description="how long the store may take to load one graph, in seconds"
    )
    store_workers: int = Field(default=4, ge=1, description="processes that speak to the store")
    store_waiting: int = Field(default=32, ge=1, description="queries that may wait for one of these")
    store_check_seconds: float = Field(
        default=30.0, ge=0, description="how often to look whether the store still holds the release, in seconds"
    )
    switch_seconds: float = Field(default=1.0, gt=0, description="how often a service looks for a new release, in s")
    shutdown_seconds: int = Field(default=15, ge=1, description="what running requests get to end at shutdown, in s")
    restore_mib: int = Field(default=65_536, ge=1, description="largest backup that is restored, unpacked, in MiB")
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="least level that is logged"
    )
    log_format: Literal["auto", "json", "text"] = Field(
        default="auto", description="json lines, or text; auto is text on a terminal"
    )
    query_depth: int = Field(default=64, ge=1, description="how deep brackets and signs of negation may nest")
    query_patterns: int = Field(default=256, ge=1, description="most triple patterns (`.`, `;` and `,`) of a query")
    query_steps: int = Field(default=256, ge=1, description="most path steps and divisions of a query")
    query_groups: int = Field(default=256, ge=1, description="most groups in braces, arms of UNION included")
    query_brackets: int = Field(default=256, ge=1, description="most opening brackets of a query, data apart")
    query_terms: int = Field(
        default=256, ge=1, description="most terms in a row: members of lists, arguments, selected variables"
    )
    query_operators: int = Field(default=256, ge=1, description="most operators of a query")
    query_words: int = Field(default=2048, ge=1, description="most words and terms of a query, data apart")
    query_iri_length: int = Field(default=2048, ge=64, description="longest IRI of a query, in characters")

    question_workers: int = Field(default=1, ge=1, description="processes that answer the stored questions")
    question_seconds: float = Field(default=2.0, gt=0, description="deadline of a stored question, in seconds")

    waiting_room: int = Field(default=4, ge=0, description="queries that may wait, for each process that runs them")
    waiting_seconds: float = Field(default=10.0, gt=0, description="longest wait of a query for a process, in seconds")
    client_seconds: float = Field(
        default=60.0, gt=0, description="query time that a client regains a minute, in seconds"
    )
    client_burst_seconds: float = Field(default=120.0, gt=0, description="most query time that a client can save up")
    clients_remembered: int = Field(default=10_000, ge=1, description="clients whose query time is kept account of")

    @property
    def current(self) -> Path:
        """The release in use."""
        return self.build / "current"
