"""Every setting with its default and a help line; read from PASSERELLE_* variables when a process starts."""

from pathlib import Path
from typing import Literal

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
    body_kib: int = Field(default=1024, ge=1, description="longest request body, in KiB; batches are streamed")
    query_workers: int = Field(default=2, ge=1, description="processes that run the queries of users")
    query_seconds: float = Field(default=10.0, gt=0, description="deadline of a user's query, in seconds")
    query_memory_mib: int = Field(default=2048, ge=256, description="address space of a query process, in MiB")
    query_output_mib: int = Field(default=32, ge=1, description="largest result of a user's query, in MiB")
    query_text_kib: int = Field(default=64, ge=1, description="longest query text, in KiB")
    switch_seconds: float = Field(default=1.0, gt=0, description="how often a service looks for a new release, in s")
    shutdown_seconds: int = Field(default=15, ge=1, description="what running requests get to end at shutdown, in s")
    restore_mib: int = Field(default=65_536, ge=1, description="largest backup that is restored, unpacked, in MiB")
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="least level that is logged"
    )
    log_format: Literal["auto", "json", "text"] = Field(
        default="auto", description="json lines, or text; auto is text on a terminal"
    )

    @property
    def current(self) -> Path:
        """The release in use."""
        return self.build / "current"
