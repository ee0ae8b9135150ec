"""Every setting, from the environment or a `.env` file. `python app.py settings` lists them with their values."""

from __future__ import annotations

import ipaddress
import re
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

_USER_INFO = re.compile(r"(://[^:/?#@]*:).*@")
_PARAMETER = re.compile(r"([?&][^=&]*(?:password|secret|token)[^=&]*=)[^&]*", re.IGNORECASE)
Listed = Annotated[tuple[str, ...], NoDecode]


class AppType(StrEnum):
    """How the bot is registered."""

    SINGLE_TENANT = "SingleTenant"
    MULTI_TENANT = "MultiTenant"
    MANAGED_IDENTITY = "UserAssignedMSI"


class LibraryMode(StrEnum):
    """Where documents are filed."""

    GRAPH = "graph"
    FOLDER = "folder"
    OFF = "off"


class Settings(BaseSettings):
    """What an administrator settles before Canopy starts. Names are the environment's."""

    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", extra="ignore", populate_by_name=True)

    host: str = Field("127.0.0.1", alias="HOST", description="Address to listen on.")
    port: int = Field(3978, alias="PORT", ge=0, le=65535, description="Port to listen on; 0 takes a free one.")

    app_id: str = Field("", alias="MicrosoftAppId", description="Application (client) id of the bot registration.")
    app_password: SecretStr = Field(SecretStr(""), alias="MicrosoftAppPassword", description="Client secret, where one is used.")
    app_type: AppType = Field(
        AppType.SINGLE_TENANT, alias="MicrosoftAppType", description="SingleTenant, MultiTenant or UserAssignedMSI."
    )
    app_tenant: str = Field("", alias="MicrosoftAppTenantId", description="Tenant the bot is registered in.")
    certificate: Path | None = Field(
        None, alias="CANOPY_APP_CERTIFICATE", description="PEM file with certificate and key, in place of a secret."
    )
    federated_token_file: Path | None = Field(
        None, alias="CANOPY_FEDERATED_TOKEN_FILE", description="Token file of a workload identity, in place of a secret."
    )
    federated_client: str = Field(
        "", alias="CANOPY_FEDERATED_CLIENT_ID", description="Managed identity whose token is exchanged, in place of a secret."
    )

    tenants: Listed = Field((), alias="CANOPY_TENANTS", description="Tenants let in, with commas; the bot's own if empty.")
    database_url: str = Field(
        "", alias="CANOPY_DATABASE_URL", description="PostgreSQL or SQLite URL; SQLite in the data folder if empty."
    )
    data_dir: Path = Field(Path("data"), alias="CANOPY_DATA_DIR", description="Folder for what Canopy keeps.")
    keys_dir: Path | None = Field(
        None, alias="CANOPY_KEYS_DIR", description="Folder for keys, never backed up; keys/ in the data folder if empty."
    )
    ca_file: Path | None = Field(None, alias="CANOPY_CA_FILE", description="PEM file with one more authority to trust.")
    log_level: str = Field("INFO", alias="CANOPY_LOG_LEVEL", description="DEBUG, INFO, WARNING or ERROR.")

    metadata_url: str = Field(
        "https://login.botframework.com/v1/.well-known/openidconfiguration",
        alias="CANOPY_OPENID_METADATA_URL",
        description="Where the Bot Connector's signing keys are found.",
    )
    issuer: str = Field("https://api.botframework.com", alias="CANOPY_TOKEN_ISSUER", description="Who signs tokens for the bot.")
    login_url: str = Field(
        "https://login.microsoftonline.com", alias="CANOPY_LOGIN_URL", description="Where the bot gets its own token."
    )
    bot_scope: str = Field(
        "https://api.botframework.com/.default", alias="CANOPY_BOT_SCOPE", description="What the bot's token is for."
    )
    service_hosts: Listed = Field(
        (), alias="CANOPY_SERVICE_HOSTS", description="Hosts a serviceUrl may have, with commas; Microsoft's if empty."
    )
    file_hosts: Listed = Field(
        (),
        alias="CANOPY_FILE_HOSTS",
        description="Hosts that files are put on and fetched from, with commas; SharePoint's if empty.",
    )

    library: LibraryMode | None = Field(
        None,
        alias="CANOPY_LIBRARY",
        description="Where documents are filed: graph (SharePoint), folder or off; graph if empty, folder in the playground.",
    )
    graph_url: str = Field(
        "https://graph.microsoft.com", alias="CANOPY_GRAPH_URL", description="Where Microsoft Graph is reached."
    )
    library_dir: Path | None = Field(
        None,
        alias="CANOPY_LIBRARY_DIR",
        description="Folder that documents are filed into; library/ in the data folder if empty.",
    )
    packs_dir: Path | None = Field(
        None, alias="CANOPY_PACKS_DIR", description="Folder with practice packs of your own, beside those Canopy comes with."
    )
    file_most_mb: int = Field(
        250, alias="CANOPY_FILE_MOST_MB", ge=1, le=2_000, description="The largest file that is filed, in MB."
    )

    clock_offset: float = Field(
        0.0,
        alias="CANOPY_CLOCK_OFFSET",
        ge=-1e9,
        le=1e9,
        allow_inf_nan=False,
        description="For tests: seconds added to the clock.",
    )
    failpoint: str = Field(
        "", alias="CANOPY_FAILPOINT", pattern=r"^([a-z_.]+(:[1-9][0-9]*)?)?$", description="For tests: where to die at once."
    )

    @field_validator("tenants", "service_hosts", "file_hosts", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator(
        "certificate", "federated_token_file", "keys_dir", "ca_file", "library", "library_dir", "packs_dir", mode="before"
    )
    @classmethod
    def _unset(cls, value: Any) -> Any:
        return value or None

    @field_validator("graph_url")
    @classmethod
    def _host_alone(cls, value: str) -> str:
        """An address without a path: the version is added where it is called, and tokens are asked for the whole host."""
        parts = urlsplit(value)
        plain = parts.scheme == "http" and is_loopback(parts.hostname or "")
        if (
            not parts.hostname
            or (parts.scheme != "https" and not plain)
            or parts.path.strip("/")
            or parts.query
            or parts.username
        ):
            raise ValueError("must be https and a host alone, such as https://graph.microsoft.com")
        return value.rstrip("/")

    @field_validator("log_level")
    @classmethod
    def _known_level(cls, value: str) -> str:
        if value.upper() not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
            raise ValueError("must be DEBUG, INFO, WARNING or ERROR")
        return value.upper()

    @model_validator(mode="after")
    def _for_tests_on_loopback_only(self) -> Self:
        if (self.clock_offset or self.failpoint) and not self.all_on_loopback:
            name = "CANOPY_CLOCK_OFFSET" if self.clock_offset else "CANOPY_FAILPOINT"
            raise ValueError(f"{name} is for tests: every address must be on loopback")
        return self

    @property
    def all_on_loopback(self) -> bool:
        """True when Canopy listens and calls out on this machine only."""
        graph = () if self.library in {LibraryMode.FOLDER, LibraryMode.OFF} else (self.graph_url,)
        called = (self.metadata_url, self.login_url, *graph, *self.service_hosts, *self.file_hosts)
        addresses = [urlsplit(url).hostname or "" for url in called]
        listed = bool(self.service_hosts) and bool(self.file_hosts)
        return listed and all(is_loopback(address) for address in [self.host, *addresses])

    @property
    def database(self) -> str:
        """The database's URL."""
        return self.database_url or f"sqlite:///{(self.data_dir / 'canopy.db').as_posix()}"

    @property
    def keys(self) -> Path:
        """The folder for keys."""
        return self.keys_dir or self.data_dir / "keys"

    @property
    def allowed_tenants(self) -> tuple[str, ...]:
        """The tenants that are let in."""
        return self.tenants or ((self.app_tenant,) if self.app_tenant else ())

    def shown(self) -> list[tuple[str, str, str]]:
        """Every setting as (name, value or "unset", what it is), with secrets masked."""
        rows = []
        for name, field in type(self).model_fields.items():
            value = getattr(self, name)
            if isinstance(value, SecretStr):
                text = "********" if value.get_secret_value() else "unset"
            else:
                text = ",".join(
                    _masked(str(part)) for part in (value if isinstance(value, tuple) else (value,)) if part is not None
                )
            rows.append((field.alias or name, text or "unset", field.description or ""))
        return rows


def is_loopback(host: str) -> bool:
    """True for an address that only this machine can reach."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _masked(text: str) -> str:
    """`text` without the passwords that URLs carry, before the host or among the parameters."""
    return _PARAMETER.sub(r"\1********", _USER_INFO.sub(r"\1********@", text))
