"""A pretend Microsoft Graph over real HTTP, on two ports: Graph itself, and the host that uploads and downloads go to."""

from __future__ import annotations

import time
from typing import Self

from sandbox.graph_consent import Consent, Grant, consent_of
from sandbox.graph_delta_calls import DeltaCalls
from sandbox.graph_drive import Refused
from sandbox.graph_files_calls import FilesCalls, read_files_call
from sandbox.graph_files_tab import FilesTab
from sandbox.graph_host import Host, Work
from sandbox.graph_item_calls import ItemCalls
from sandbox.graph_jobs import Jobs
from sandbox.graph_list_calls import ListCalls
from sandbox.graph_paths import read_call
from sandbox.graph_sessions import Sessions
from sandbox.graph_state import Exchange, GraphState
from sandbox.graph_teams_calls import TeamsCalls
from sandbox.live import Change
from sandbox.people import TENANT
from sandbox.service import Service
from sandbox.world import HOME_CHANNEL, Channel, World


class GraphStandIn:
    """SharePoint and the messages of the channels, as an application sees them.

    It works on the world of a pretend Teams, or on one of its own. `state` has the moods (`lag`, `page`, `session_seconds`,
    `download_seconds`, `office_links`, `copy_polls`), `faults` what goes wrong on demand, `consent` what is allowed, `rates` the
    limits (off until `rates.enforced`), `log` every exchange, and `violations` what no client should ever do: a token at the
    files host, a deletion, a write that may replace something.
    """

    def __init__(self, service: Service | None = None) -> None:
        self.service = service or Service(World())
        self.world = self.service.world
        self.state = GraphState(self.service)
        self.sessions = Sessions(self.state)
        self.faults, self.rates = self.state.faults, self.state.rates
        self.log, self.violations = self.state.log, self.state.violations
        self._good: dict[str, float] = {}
        self._grant = Grant.FILES
        self.world.sharepoint.told = self._tell
        jobs = Jobs(self.state)
        files = FilesCalls(self.state, self.sessions, jobs)
        works = _works(TeamsCalls(self.state), ItemCalls(self.state, self.sessions, jobs), self.state)
        self._graph = Host("graph", self.state, _read, self._check_graph, works)
        self._files = Host("files", self.state, read_files_call, self._check_files, files.works)

    def _tell(self) -> None:
        self.service.ledger.tell(Change("files"))

    # ---- start and stop

    async def start(self, port: int = 0, files_port: int = 0) -> None:
        """Listen on 127.0.0.1; port 0 takes a free one. Raises OSError when a port is taken."""
        for channel in self.world.channels:
            FilesTab(self.world, channel)
        await self._graph.start(port)
        try:
            await self._files.start(files_port)
        except OSError:
            await self._graph.stop()
            raise
        self.state.url, self.state.files_url = self._graph.url, self._files.url

    async def stop(self) -> None:
        """Close both listeners; safe to call twice."""
        await self._graph.stop()
        await self._files.stop()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    @property
    def url(self) -> str:
        """Where Graph is, without a slash at the end; addresses begin with `{url}/v1.0`."""
        return self.state.url

    @property
    def files_url(self) -> str:
        """Where uploads and downloads go, and where SharePoint is in the browser."""
        return self.state.files_url

    # ---- permissions

    @property
    def consent(self) -> Consent:
        """What the application may do, one by one."""
        return self.state.consent

    @property
    def grant(self) -> Grant:
        """The usual set of permissions that was given last."""
        return self._grant

    @grant.setter
    def grant(self, grant: Grant | str) -> None:
        self._grant = Grant(grant)
        self.state.consent = consent_of(self._grant)
        if self._grant in (Grant.COLUMNS, Grant.ALL):
            for channel in self.world.channels:
                FilesTab(self.world, channel).add_columns()

    def token(self, audience: str = "") -> str:
        """Return an access token for Graph, or for another audience."""
        return self.service.signer.for_connector(audience or self.url, TENANT)

    def _check_graph(self, exchange: Exchange, parts: dict[str, str], authorization: str) -> None:
        scheme, _, token = authorization.partition(" ")
        if self._good.get(token, 0.0) <= time.time():
            try:
                self._good[token] = self.service.signer.check_token(token, self.url) if scheme.lower() == "bearer" else 0.0
            except Exception as reason:
                raise Refused(401, "InvalidAuthenticationToken", f"Access token is not valid: {reason}") from None
            if not self._good[token]:
                raise Refused(401, "InvalidAuthenticationToken", "Access token is empty.")
        if exchange.operation:
            wait = self.rates.retry_after(exchange.operation, exchange.method, parts)
            if wait:
                raise Refused(429, "activityLimitReached", "Too many requests.", headers={"Retry-After": str(wait)})

    def _check_files(self, exchange: Exchange, _parts: dict[str, str], authorization: str) -> None:
        if authorization:
            self.violations.append(f"a token at the files host: {exchange.method} {exchange.operation or exchange.path}")
            raise Refused(401, "unauthenticated", "The address is its own permission: send no token.")

    # ---- what is there

    def drive(self, channel: str | Channel = HOME_CHANNEL) -> FilesTab:
        """Return the folder of a channel, with what people do in it."""
        return FilesTab(self.world, self.world.channel(channel))

    def asked(self, operation: str) -> list[Exchange]:
        """Return the exchanges of one operation of the contract, oldest first."""
        return [exchange for exchange in self.log if exchange.operation == operation]


def _read(method: str, raw_path: str) -> tuple[str, dict[str, str]]:
    call = read_call(method, raw_path)
    return (call.operation, call.parts) if call else ("", {})


def _works(teams: TeamsCalls, items: ItemCalls, state: GraphState) -> dict[str, Work]:
    lists, changes = ListCalls(state), DeltaCalls(state)
    return {
        "channel_get": teams.channel_get,
        "channel_filesFolder": teams.channel_files_folder,
        "message_get": teams.message_get,
        "reply_get": teams.reply_get,
        "shares_driveItem": teams.share_item,
        "group_site": teams.group_site,
        "site_drive": teams.site_drive,
        "drive_get": teams.drive_get,
        "item_get": items.get,
        "item_patch": items.patch,
        "item_delete": items.delete,
        "item_children": items.children,
        "item_createFolder": items.create_folder,
        "item_download": items.download,
        "item_upload": items.upload,
        "item_createUploadSession": items.create_session,
        "item_copy": items.copy,
        "item_search": items.search,
        "item_listItem": lists.list_item,
        "item_fields": lists.fields,
        "item_fieldsPatch": lists.describe,
        "listItem_fields": lists.fields,
        "listItem_fieldsPatch": lists.describe,
        "drive_list": lists.list_get,
        "columns_list": lists.columns,
        "columns_create": lists.create_column,
        "item_checkin": lists.check_in,
        "item_checkout": lists.check_out,
        "item_delta": changes.delta,
        "item_deltaToken": changes.delta,
        "root_delta": changes.delta,
        "root_deltaToken": changes.delta,
    }
