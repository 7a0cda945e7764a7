"""Every setting with its default and a help line; read from PASSERELLE_* variables when a process starts."""

from pathlib import Path

from pydantic import Field
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
    body_kib: int = Field(default=1024, ge=1, description="longest request body, in KiB; batches are streamed")
    incoming_links: int = Field(
        default=50, ge=1, le=1000, description="statements that point to a thing, per page of its description"
    )
    query_workers: int = Field(default=2, ge=1, description="processes that run the queries of users")
    query_seconds: float = Field(default=10.0, gt=0, description="deadline of a user's query, in seconds")
    query_memory_mib: int = Field(default=2048, ge=256, description="address space of a query process, in MiB")
    query_output_mib: int = Field(default=32, ge=1, description="largest result of a user's query, in MiB")
    query_text_kib: int = Field(default=64, ge=1, description="longest query text, in KiB")
    document_kib: int = Field(default=1024, ge=1, description="longest document that is read, in KiB")
    document_levels: int = Field(default=32, ge=1, le=64, description="deepest nesting of a JSON document")
    document_seconds: float = Field(default=10.0, gt=0, description="deadline of reading a document, in seconds")
    document_memory_mib: int = Field(default=1024, ge=256, description="address space of a reading process, in MiB")
    document_workers: int = Field(default=1, ge=1, description="processes that read the documents of users")

    @property
    def current(self) -> Path:
        """The release in use."""
        return self.build / "current"
