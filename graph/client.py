"""Calling Graph: the SDK's builders, sign-in and errors, with bytes and JSON; every refusal becomes a `LibraryTrouble`.

The SDK's own retries are off: they repeat a POST that was done. Redirects are not followed. The token goes to one host.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import httpx
from kiota_abstractions.api_error import APIError
from kiota_abstractions.base_request_builder import BaseRequestBuilder
from kiota_abstractions.method import Method
from kiota_abstractions.request_information import RequestInformation
from kiota_authentication_azure.azure_identity_authentication_provider import AzureIdentityAuthenticationProvider
from kiota_http.kiota_client_factory import KiotaClientFactory
from kiota_http.middleware.parameters_name_decoding_handler import ParametersNameDecodingHandler
from msgraph.generated.models.o_data_errors.inner_error import InnerError
from msgraph.generated.models.o_data_errors.main_error import MainError
from msgraph.generated.models.o_data_errors.o_data_error import ODataError
from msgraph.graph_request_adapter import GraphRequestAdapter
from msgraph.graph_service_client import GraphServiceClient

from community.shared_files import Trouble
from graph.addresses import Path as Steps
from graph.faces import LibraryTrouble
from graph.quiet import Quiet
from graph.signing_in import Credential
from graph.troubles import refused
from graph.trust import AGENT, trusted

__all__ = ["GraphClient", "Method", "Resync", "asked", "asked_by_path", "asked_fields"]

_VERSION: Final = "v1.0"
_CONNECT_WITHIN: Final = 5.0
_BY_PATH: Final = "{+baseurl}/drives/{drive}/items/{folder}:{/steps*}:"
_FIELDS: Final = "{+baseurl}/drives/{drive}/items/{item}/listItem/fields"
_JSON: Final = "application/json"


class Resync(LibraryTrouble):
    """Raised on 410: what was known is too old. `location` is where Graph says to begin again; it may be empty."""

    location = ""


class GraphClient:
    """Graph at `graph_url` (a host alone), called unless `quiet` forbids it. `time_out` in seconds for the whole of a call."""

    def __init__(
        self, graph_url: str, credential: Credential, ca_file: Path | None = None, *, quiet: Quiet, time_out: float = 60.0
    ) -> None:
        host = urlsplit(graph_url).hostname
        if not host:
            raise ValueError("CANOPY_GRAPH_URL: must be https and a host alone, such as https://graph.microsoft.com")
        self._credential = credential
        self._quiet = quiet
        self._time_out = time_out
        self._base = f"{graph_url.rstrip('/')}/{_VERSION}"
        self._http = httpx.AsyncClient(
            verify=trusted(ca_file),
            timeout=httpx.Timeout(time_out, connect=min(_CONNECT_WITHIN, time_out)),
            headers={"User-Agent": AGENT},
            follow_redirects=False,
            trust_env=False,
            event_hooks={"response": [_no_detour]},
        )
        KiotaClientFactory.create_with_custom_middleware([ParametersNameDecodingHandler()], client=self._http)
        shown: Any = credential  # it has what is used of an AsyncTokenCredential
        sign_in = AzureIdentityAuthenticationProvider(
            shown, scopes=[f"{graph_url.rstrip('/')}/.default"], allowed_hosts=[host], is_cae_enabled=False
        )
        self._adapter = GraphRequestAdapter(sign_in, client=self._http)
        self._adapter.base_url = self._base
        self.root = GraphServiceClient(request_adapter=self._adapter)
        """The SDK's builders."""

    def warm_up(self) -> None:
        """Load what the builders load one by one when they are first used. Blocks: call it in a thread."""
        channel = self.root.teams.by_team_id("-").channels.by_channel_id("-")
        drive = self.root.drives.by_drive_id("-")
        item = drive.items.by_drive_item_id("-")
        used = [channel.files_folder, channel.messages.by_chat_message_id("-").replies.by_chat_message_id1("-")]
        used += [drive.list_.columns, item.children, item.delta, item.checkin]
        for builder in used:
            asked(builder)

    def is_ours(self, link: str) -> bool:
        """Whether a link that an answer held leads to this Graph. To no other is anything sent, let alone the token."""
        return link.startswith(f"{self._base}/") and link.isprintable() and "/../" not in link

    def follow(self, link: str) -> RequestInformation:
        """Ask for what a link of Graph's leads to. Raises `LibraryTrouble(FAULT)` for one that leads elsewhere."""
        if not self.is_ours(link):
            raise LibraryTrouble(Trouble.FAULT)
        request = RequestInformation(Method.GET)
        request.url = link
        return request

    async def read(self, request: RequestInformation) -> dict[str, Any]:
        """Send a GET and return its JSON object; once more when the connection was lost."""
        try:
            answer = await self._send(request)
        except httpx.TransportError as fault:
            if isinstance(fault, httpx.TimeoutException):
                raise LibraryTrouble(Trouble.UNCLEAR) from None
            answer = await self._sent_once(request)
        return _object(answer, Trouble.FAULT)

    async def write(self, request: RequestInformation, body: bytes | Mapping[str, Any]) -> dict[str, Any]:
        """Send something that changes something, once, and return its JSON object; an empty one where there is none."""
        if isinstance(body, bytes):
            request.set_stream_content(body, RequestInformation.BINARY_CONTENT_TYPE)
        else:
            request.set_stream_content(json.dumps(body).encode(), _JSON)
        return _object(await self._sent_once(request), Trouble.UNCLEAR)

    async def close(self) -> None:
        """Let connections and the credential go."""
        await self._http.aclose()
        await self._credential.close()

    async def _sent_once(self, request: RequestInformation) -> bytes | None:
        try:
            return await self._send(request)
        except httpx.TransportError:
            raise LibraryTrouble(Trouble.UNCLEAR) from None

    async def _send(self, request: RequestInformation) -> bytes | None:
        """Send; with a fresh token once more when the one there was is not accepted, which means that nothing was done."""
        try:
            return await self._try(request)
        except LibraryTrouble as trouble:
            if trouble.status != 401 or not request.headers.contains("Authorization"):
                raise
        await self._credential.drop()
        request.headers.remove("Authorization")
        return await self._try(request)

    async def _try(self, request: RequestInformation) -> bytes | None:
        self._quiet.check()
        request.headers.try_add("Accept", _JSON)
        try:
            async with asyncio.timeout(self._time_out):
                answer: bytes | None = await self._adapter.send_primitive_async(request, "bytes", {"XXX": ODataError})
                return answer
        except APIError as error:
            raise self._quiet.heed(_trouble(error)) from None
        except TimeoutError:
            raise LibraryTrouble(Trouble.UNCLEAR) from None
        except (httpx.InvalidURL, httpx.DecodingError, UnicodeError):
            raise LibraryTrouble(Trouble.FAULT) from None


def asked(builder: BaseRequestBuilder, method: Method = Method.GET, **query: Any) -> RequestInformation:
    """Ask for what a builder names. `query`: OData parameters without their dollar sign, such as `select`."""
    request = RequestInformation(method, builder.url_template, dict(builder.path_parameters))
    for name, value in query.items():
        request.query_parameters[f"%24{name}"] = value
    return request


def asked_by_path(
    drive: str, folder: str, steps: Steps, suffix: str = "", method: Method = Method.GET, **query: Any
) -> RequestInformation:
    """Ask for what lies at a path below a folder: an address the builders have not. Each step is encoded once."""
    names = ",".join(f"%24{name}" for name in query)
    template = _BY_PATH + suffix + (f"{{?{names}}}" if names else "")
    request = RequestInformation(method, template, {"drive": drive, "folder": folder, "steps": list(steps)})
    for name, value in query.items():
        request.query_parameters[f"%24{name}"] = value
    return request


def asked_fields(drive: str, item: str) -> RequestInformation:
    """Change the columns of an item: an address the builders have for numbers of list items only."""
    return RequestInformation(Method.PATCH, _FIELDS, {"drive": drive, "item": item})


async def _no_detour(response: httpx.Response) -> None:
    """A redirect is no answer: nothing Canopy asks of Graph has one."""
    if 300 <= response.status_code < 400:
        raise LibraryTrouble(Trouble.FAULT, status=response.status_code)


def _trouble(error: APIError) -> LibraryTrouble:
    headers: Mapping[str, str] = error.response_headers or {}
    status = error.response_status_code or 0
    trouble = refused(status, _codes(error), headers)
    if status != 410:
        return trouble
    resync = Resync(trouble.trouble, retry_after=trouble.retry_after, request_id=trouble.request_id, status=410)
    resync.location = headers.get("location") or ""
    return resync


def _codes(error: APIError) -> tuple[str, ...]:
    main: MainError | None = error.error if isinstance(error, ODataError) else None
    if main is None:
        return ()
    inner: InnerError | None = main.inner_error
    codes = [main.code, inner.additional_data.get("code") if inner is not None else None]
    return tuple(code for code in codes if isinstance(code, str))


def _object(answer: bytes | None, unreadable: Trouble) -> dict[str, Any]:
    if not answer:
        return {}
    try:
        read = json.loads(answer)
    except ValueError:
        raise LibraryTrouble(unreadable) from None
    if not isinstance(read, dict):
        raise LibraryTrouble(unreadable)
    return read
