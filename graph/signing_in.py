"""Signing in to Graph: a credential that is opened when it is first needed, and anew when a token was not accepted."""

from __future__ import annotations

import asyncio
import importlib
import logging
import re
from collections.abc import Awaitable, Callable
from typing import Any, Final

from community.shared_files import Trouble
from graph.faces import LibraryTrouble

_log = logging.getLogger("canopy.graph")

OpenCredential = Callable[[], Awaitable[Any]]
"""Opens an asynchronous azure-identity credential (`AsyncTokenCredential`)."""
_ASK_WITHIN: Final = 20.0
_ASK_AGAIN: Final = 15.0
_CODE: Final = re.compile(r"AADSTS\d+")


class Credential:
    """What the SDK asks for tokens. Azure's credential behind it keeps them and renews them."""

    def __init__(self, open_credential: OpenCredential) -> None:
        self._open = open_credential
        self._opened: Any = None
        self._opening = asyncio.Lock()

    async def get_token(self, *scopes: str, **options: Any) -> Any:
        """Return a token. Raises `LibraryTrouble`: `NOT_ALLOWED` when the login service says no, `BUSY` when it says nothing."""
        try:
            async with asyncio.timeout(_ASK_WITHIN):
                return await (await self._credential()).get_token(*scopes, **options)
        except Exception as fault:  # the library raises many kinds; all mean that there is no token
            code = _CODE.search(str(fault))
            _log.warning("No token for Graph: %s", code[0] if code else type(fault).__name__)
            if _said_no(fault):
                raise LibraryTrouble(Trouble.NOT_ALLOWED, status=401) from None
            raise LibraryTrouble(Trouble.BUSY, retry_after=_ASK_AGAIN) from None

    async def drop(self) -> None:
        """Forget the tokens there are: the next call signs in again."""
        opened, self._opened = self._opened, None
        if opened is not None:
            await opened.close()

    async def close(self) -> None:
        """Let the credential go."""
        await self.drop()

    async def _credential(self) -> Any:
        async with self._opening:
            if self._opened is None:
                # Loading the library takes a noticeable part of a second: in a thread.
                await asyncio.to_thread(importlib.import_module, "azure.identity.aio")
                self._opened = await self._open()
            return self._opened


def _said_no(fault: Exception) -> bool:
    """Whether the login service answered and refused. When it is down, azure-identity raises the same kind of error."""
    status = getattr(fault, "status_code", None)
    refusal = type(fault).__name__ in {"ClientAuthenticationError", "CredentialUnavailableError"}
    return refusal and (status is None or 400 <= status < 429) and "temporarily_unavailable" not in str(fault)
