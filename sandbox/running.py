"""The pretend service, started and stopped, with the switches that tests turn."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Self

from sandbox import tokens
from sandbox.backstage import Backstage
from sandbox.clock import Clock
from sandbox.connector import Connector
from sandbox.login import METADATA_PATH, Login
from sandbox.page_api import PageApi
from sandbox.people import APP_ID, APP_PASSWORD, TENANT
from sandbox.server import Server
from sandbox.world import World


class RunningService:
    """The service that carries words to one bot, listening on 127.0.0.1.

    `installed=False` starts before Canopy was added to the team. `faults`, `requests` (what the bot asked) and `sent` (what it
    was sent) are described in `sandbox.faults` and `sandbox.live`. Set `bot_url` to where the bot listens.
    """

    def __init__(self, world: World | None = None, *, installed: bool = True) -> None:
        self._parts = Backstage(world or World(installed=installed))
        self._server = Server()
        self.world = self._parts.world
        self.service = self._parts.service
        self.faults = self.service.faults
        self.requests = self.service.ledger.requests
        self.sent = self.service.ledger.sent
        self.graph = self._parts.graph
        self.ca_file: Path | None = None

    # ---- start and stop

    async def start(self, port: int = 0, https_port: int = 0, files_port: int = 0) -> None:
        """Listen on 127.0.0.1, http and https; port 0 takes a free one. Raises OSError when a port is taken.

        Graph takes a free port, and SharePoint `files_port`.
        """
        routes = [
            Connector(self.service).add_routes,
            Login(self.service).add_routes,
            self._parts.drive.add_routes,
            PageApi(self._parts).add_routes,
        ]
        await self._server.start(routes, port=port, https_port=https_port)
        try:
            await self.graph.start(files_port=files_port)
        except OSError:
            await self._server.stop()
            raise
        self._parts.open(self.url)

    async def stop(self) -> None:
        """End everything that `start` began; safe to call twice."""
        await self._parts.close()
        await self.graph.stop()
        await self._server.stop()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    def settings(self) -> dict[str, str]:
        """Return the environment with which Canopy talks to this Teams and no other."""
        return {
            "MicrosoftAppId": APP_ID,
            "MicrosoftAppPassword": APP_PASSWORD,
            "MicrosoftAppType": "SingleTenant",
            "MicrosoftAppTenantId": TENANT,
            "CANOPY_OPENID_METADATA_URL": f"{self.url}{METADATA_PATH}",
            "CANOPY_LOGIN_URL": self.login_url,
            "CANOPY_CA_FILE": str(self.ca_file or tokens.ca_file()),
            "CANOPY_SERVICE_HOSTS": self.url,
            "CANOPY_FILE_HOSTS": f"{self.url},{self.graph.files_url}",
            "CANOPY_LIBRARY": "graph",
            "CANOPY_GRAPH_URL": self.graph.url,
        }

    # ---- switches

    @property
    def url(self) -> str:
        """The http listener, without a slash at the end."""
        return self._server.http_url

    @property
    def login_url(self) -> str:
        """The https listener, without a slash at the end."""
        return self._server.https_url

    @property
    def service_url(self) -> str:
        """What activities carry as serviceUrl; ends in a slash and has a path, as the real one does."""
        return self.service.service_url

    @property
    def bot_url(self) -> str:
        """Where the bot takes activities."""
        return self._parts.delivery.bot_url

    @bot_url.setter
    def bot_url(self, url: str) -> None:
        self._parts.delivery.bot_url = url

    @property
    def hears_everything(self) -> bool:
        """Whether Canopy hears channel messages that do not mention it."""
        return self._parts.writing.hears_everything

    @hears_everything.setter
    def hears_everything(self, hears: bool) -> None:
        self._parts.writing.hears_everything = hears

    @property
    def sparse(self) -> bool:
        """Whether channelData of messages and invokes carries ids only, without names."""
        return self._parts.wire.sparse

    @sparse.setter
    def sparse(self, sparse: bool) -> None:
        self._parts.wire.sparse = sparse

    @property
    def patience(self) -> float:
        """How many seconds the bot has for an answer; 15, as in Teams."""
        return self._parts.delivery.seconds

    @patience.setter
    def patience(self, seconds: float) -> None:
        self._parts.delivery.seconds = seconds

    @property
    def limits(self) -> bool:
        """Whether the real rates are enforced: 7/1 s, 8/2 s, 60/30 s, 1800/h for a channel or chat, 50/s in all."""
        return self.service.limits.enforced

    @limits.setter
    def limits(self, enforced: bool) -> None:
        self.service.limits.enforced = enforced

    @property
    def clock(self) -> Clock:
        """The clock of the page, and what follows it."""
        return self._parts.clock

    @property
    def openid_down(self) -> bool:
        """Whether metadata and keys answer 503."""
        return self.service.openid_down

    @openid_down.setter
    def openid_down(self, down: bool) -> None:
        self.service.openid_down = down

    @property
    def login_down(self) -> bool:
        """Whether the login page answers 503."""
        return self.service.login_down

    @login_down.setter
    def login_down(self, down: bool) -> None:
        self.service.login_down = down

    @property
    def token_requests(self) -> int:
        """How often the bot asked for an access token."""
        return self.service.token_requests

    def trust(self, pem: bytes, issuer: str = APP_ID, subject: str = APP_ID) -> None:
        """Accept assertions signed with this certificate or public key; another `issuer` makes it a federated credential."""
        self.service.trusted.append((pem, issuer, subject))

    def token(self, *, kid: str | None = None, key: Any = None, alg: str = "RS256", **claims: Any) -> str:
        """Return a bearer as the service makes it, with these claims changed (None leaves one out) or signed otherwise."""
        wanted = {**self.service.signer.bot_claims(self.service_url), **claims}
        return self.service.signer.sign(
            {name: value for name, value in wanted.items() if value is not None}, kid=kid, key=key, alg=alg
        )

    def rotate_key(self, *, keep_old: bool = False) -> str:
        """Sign with a new key from now on and return its id; the old one is published on only if asked for."""
        self.service.forget_tokens()
        return self.service.signer.rotate(keep_old=keep_old)
