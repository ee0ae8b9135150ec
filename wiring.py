"""From settings to the rules of the house: what refuses to start, and why."""

from __future__ import annotations

from collections.abc import Iterable

from bot.bearer import BearerRules
from bot.bookroom import LibraryRules
from bot.house import CannotStart, HouseRules
from bot.identity import AppIdentity, Certificate, FederatedFile, FederatedIdentity, ManagedIdentity, Proof, Secret
from bot.screening import DoorRules
from bot.service_hosts import TEAMS_HOSTS, ServiceHosts
from bot.uploads import FILE_HOSTS
from settings import AppType, LibraryMode, Settings, is_loopback

MULTI_TENANT_AUTHORITY = "botframework.com"
PLAYGROUND_HOSTS = tuple(f"http://{host}:{port}" for host in ("localhost", "127.0.0.1") for port in (56150, 56151))


def house_rules(settings: Settings, *, playground: bool) -> HouseRules:
    """The rules of the house. Raises `CannotStart` with one line that names the setting."""
    _check(settings, playground=playground)
    hosts = _hosts("CANOPY_SERVICE_HOSTS", settings.service_hosts or (PLAYGROUND_HOSTS if playground else TEAMS_HOSTS))
    files = _hosts("CANOPY_FILE_HOSTS", settings.file_hosts or (PLAYGROUND_HOSTS if playground else FILE_HOSTS))
    return HouseRules(
        host=settings.host,
        port=settings.port,
        database=settings.database,
        data_dir=settings.data_dir,
        keys_dir=settings.keys,
        bearer=BearerRules(settings.app_id, settings.issuer),
        door=DoorRules(hosts, tenants=frozenset(settings.allowed_tenants), app_id=settings.app_id, playground=playground),
        hosts=hosts,
        files=files,
        library=_library(settings, playground=playground),
        metadata_url=settings.metadata_url,
        identity=None if playground else _identity(settings),
        ca_file=settings.ca_file,
        clock_offset=settings.clock_offset,
        failpoint=settings.failpoint,
        log_level=settings.log_level,
    )


def _hosts(name: str, listed: Iterable[str]) -> ServiceHosts:
    try:
        return ServiceHosts(listed)
    except ValueError as wrong:
        raise CannotStart(f"{name}: {wrong}") from None


def _library(settings: Settings, *, playground: bool) -> LibraryRules:
    """Where documents are filed. Raises `CannotStart` where there can be no token for it."""
    mode = settings.library or (LibraryMode.FOLDER if playground else LibraryMode.GRAPH)
    if playground and mode is LibraryMode.GRAPH:
        raise CannotStart("CANOPY_LIBRARY: the playground has no app id to call Graph with; use folder or off")
    if settings.packs_dir is not None and not settings.packs_dir.is_dir():
        raise CannotStart(f"CANOPY_PACKS_DIR: {settings.packs_dir} is not there")
    return LibraryRules(
        mode=mode.value,
        graph_url=settings.graph_url,
        folder=settings.library_dir or settings.data_dir / "library",
        packs=settings.packs_dir,
        most=settings.file_most_mb * 1_000_000,
    )


def _check(settings: Settings, *, playground: bool) -> None:
    if playground:
        if settings.app_id:
            raise CannotStart("MicrosoftAppId: the playground runs without an app id; unset it, or leave --playground out")
        if not is_loopback(settings.host):
            raise CannotStart(f"HOST: the playground listens on this machine only, not on {settings.host}")
        return
    if not settings.app_id:
        where = "" if is_loopback(settings.host) else f" (HOST is {settings.host}, which others can reach)"
        raise CannotStart(f"MicrosoftAppId: not set{where}. Set it to the bot's application id, or try Canopy with: make run")
    if settings.app_type is not AppType.MULTI_TENANT and not settings.app_tenant:
        raise CannotStart(f"MicrosoftAppTenantId: not set, and {settings.app_type} needs it")
    if not settings.allowed_tenants:
        raise CannotStart("CANOPY_TENANTS: not set. A MultiTenant bot must name the tenants it serves")
    if settings.ca_file is not None and not settings.ca_file.is_file():
        raise CannotStart(f"CANOPY_CA_FILE: {settings.ca_file} is not there")


def _identity(settings: Settings) -> AppIdentity:
    tenant = MULTI_TENANT_AUTHORITY if settings.app_type is AppType.MULTI_TENANT else settings.app_tenant
    try:
        return AppIdentity(settings.app_id, tenant, _proof(settings), settings.login_url, settings.bot_scope)
    except ValueError as wrong:
        raise CannotStart(str(wrong)) from None


def _proof(settings: Settings) -> Proof:
    """How the bot proves who it is: exactly one way."""
    if settings.app_type is AppType.MANAGED_IDENTITY:
        return ManagedIdentity()
    possible: dict[str, Proof | None] = {
        "MicrosoftAppPassword": Secret(password) if (password := settings.app_password.get_secret_value()) else None,
        "CANOPY_APP_CERTIFICATE": Certificate(settings.certificate) if settings.certificate else None,
        "CANOPY_FEDERATED_TOKEN_FILE": FederatedFile(settings.federated_token_file) if settings.federated_token_file else None,
        "CANOPY_FEDERATED_CLIENT_ID": FederatedIdentity(settings.federated_client) if settings.federated_client else None,
    }
    ways = [(name, proof) for name, proof in possible.items() if proof is not None]
    if not ways:
        raise CannotStart(
            "MicrosoftAppPassword: not set, and no certificate or federated identity either. The bot must prove itself somehow"
        )
    if len(ways) > 1:
        raise CannotStart(f"{', '.join(name for name, _ in ways)}: set only one of these")
    _, proof = ways[0]
    if isinstance(proof, Certificate) and not proof.path.is_file():
        raise CannotStart(f"CANOPY_APP_CERTIFICATE: {proof.path} is not there")
    return proof
