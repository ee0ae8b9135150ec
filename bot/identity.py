"""Who Canopy is to Microsoft's login service, and how it proves that."""

import logging
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

import aiohttp

PUBLIC_LOGIN = "https://login.microsoftonline.com"
PUBLIC_SCOPE = "https://api.botframework.com/.default"
_EXCHANGE_SCOPE = "api://AzureADTokenExchange/.default"


@dataclass(frozen=True, slots=True)
class Secret:
    """A client secret."""

    setting: ClassVar[str] = "check MicrosoftAppPassword"
    value: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Certificate:
    """A PEM file with a certificate and its private key."""

    setting: ClassVar[str] = "check CANOPY_APP_CERTIFICATE"
    path: Path


@dataclass(frozen=True, slots=True)
class ManagedIdentity:
    """The user-assigned managed identity whose client id is the app id."""

    setting: ClassVar[str] = "check that the managed identity is assigned here and that MicrosoftAppId is its client id"


@dataclass(frozen=True, slots=True)
class FederatedFile:
    """A token file that the platform keeps fresh (workload identity)."""

    setting: ClassVar[str] = "check CANOPY_FEDERATED_TOKEN_FILE"
    path: Path


@dataclass(frozen=True, slots=True)
class FederatedIdentity:
    """A managed identity whose token is exchanged for the app's."""

    setting: ClassVar[str] = "check CANOPY_FEDERATED_CLIENT_ID"
    client_id: str


Proof = Secret | Certificate | ManagedIdentity | FederatedFile | FederatedIdentity


@dataclass(frozen=True, slots=True)
class AppIdentity:
    """The app, the tenant its tokens come from (`botframework.com` for a multi-tenant bot) and its proof.

    Raises `ValueError` naming the setting when the login service is not on https.
    """

    app_id: str
    tenant: str
    proof: Proof
    login_url: str = PUBLIC_LOGIN
    scope: str = PUBLIC_SCOPE

    def __post_init__(self) -> None:
        if not self.login_url.lower().startswith("https://"):
            raise ValueError("CANOPY_LOGIN_URL: the login service is reached over https only")


async def open_credential(identity: AppIdentity, session: aiohttp.ClientSession) -> Any:
    """Return an asynchronous azure-identity credential that calls out over `session` (which stays open)."""
    from azure.core.pipeline.transport import AioHttpTransport
    from azure.identity import aio

    for library in ("azure", "msal"):  # they log requests and whole answers; what matters is said by us, without secrets
        logging.getLogger(library).setLevel(logging.CRITICAL)
    common: dict[str, Any] = {
        "transport": AioHttpTransport(session=session, session_owner=False),
        "retry_total": 1,
        "connection_timeout": 5,
        "read_timeout": 10,
    }
    entra = {"authority": identity.login_url, "disable_instance_discovery": True, **common}
    match identity.proof:
        case Secret(value):
            return aio.ClientSecretCredential(identity.tenant, identity.app_id, value, **entra)
        case Certificate(path):
            return aio.CertificateCredential(identity.tenant, identity.app_id, str(path), **entra)
        case ManagedIdentity():
            return aio.ManagedIdentityCredential(client_id=identity.app_id, **common)
        case FederatedFile(path):
            return aio.WorkloadIdentityCredential(
                tenant_id=identity.tenant, client_id=identity.app_id, token_file_path=str(path), **entra
            )
        case FederatedIdentity(client_id):
            async with aio.ManagedIdentityCredential(client_id=client_id, **common) as managed:
                assertion = (await managed.get_token(_EXCHANGE_SCOPE)).token
            return aio.ClientAssertionCredential(identity.tenant, identity.app_id, lambda: assertion, **entra)
