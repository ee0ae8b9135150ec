"""Signing in to Graph with the real identity library, at the pretend login service."""

from __future__ import annotations

import dataclasses
import logging

import aiohttp
import pytest

from bot.identity import AppIdentity, Secret, open_credential
from bot.outbound import open_session
from community.shared_files import Shelf, Trouble
from graph.faces import LibraryTrouble
from graph.opening import LibraryOptions, open_library
from sandbox import tokens as sandbox_tokens
from sandbox.graph import GraphStandIn
from sandbox.people import APP_ID, APP_PASSWORD, TENANT
from sandbox.running import RunningService

SHELF = Shelf(drive="b!drive", folder="01FOLDER", address="https://a.example/b")


def signing_in(options: LibraryOptions, service: RunningService, session: aiohttp.ClientSession, secret: str) -> LibraryOptions:
    """The same library, with the app's own identity."""
    identity = AppIdentity(APP_ID, TENANT, Secret(secret), service.login_url)
    return dataclasses.replace(options, credential=lambda: open_credential(identity, session))


async def test_the_app_signs_in_for_graph_and_for_nothing_else(options: LibraryOptions, graph: GraphStandIn) -> None:
    """One token for many calls, asked for Graph's own scope."""
    async with RunningService() as service:
        session = open_session(sandbox_tokens.ca_file())
        graph.service.signer = service.service.signer
        library = await open_library(signing_in(options, service, session, APP_PASSWORD))
        before = service.service.token_requests
        for _ in range(3):
            assert await library.item(graph.drive().drive.id, "01NOTHING") is None
        assert service.service.token_requests == before + 1
        await library.close()
        await session.close()


async def test_a_wrong_secret_is_a_refusal_without_the_secret(options: LibraryOptions, caplog: pytest.LogCaptureFixture) -> None:
    """The log names the login service's code; neither it nor the exception holds the secret."""
    async with RunningService() as service:
        session = open_session(sandbox_tokens.ca_file())
        library = await open_library(signing_in(options, service, session, "CANARY-wrong"))
        with caplog.at_level(logging.DEBUG), pytest.raises(LibraryTrouble) as caught:
            await library.at(SHELF, "a.docx")
        assert (caught.value.trouble, caught.value.status) == (Trouble.NOT_ALLOWED, 401)
        assert "AADSTS7000215" in caplog.text
        assert "CANARY" not in caplog.text + str(caught.value)
        await library.close()
        await session.close()


async def test_a_login_service_that_is_down_is_waited_for(options: LibraryOptions) -> None:
    """Nothing was sent to Graph: come back later."""
    async with RunningService() as service:
        session = open_session(sandbox_tokens.ca_file())
        library = await open_library(signing_in(options, service, session, APP_PASSWORD))
        service.service.login_down = True
        with pytest.raises(LibraryTrouble) as caught:
            await library.at(SHELF, "a.docx")
        assert caught.value.trouble is Trouble.BUSY
        assert caught.value.retry_after
        await library.close()
        await session.close()


async def test_a_login_service_that_is_not_there_is_waited_for(options: LibraryOptions) -> None:
    """A connection that is refused is no refusal."""
    async with RunningService() as service:
        url = service.login_url
    session = open_session(sandbox_tokens.ca_file())
    identity = AppIdentity(APP_ID, TENANT, Secret(APP_PASSWORD), url)
    library = await open_library(dataclasses.replace(options, credential=lambda: open_credential(identity, session)))
    with pytest.raises(LibraryTrouble) as caught:
        await library.at(SHELF, "a.docx")
    assert caught.value.trouble is Trouble.BUSY
    await library.close()
    await session.close()
