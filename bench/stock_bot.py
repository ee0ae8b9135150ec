"""The stock bot: CloudAdapter with the configuration classes, as the official samples have it. Stores nothing.

Only where it looks for keys and tokens is changed, so that it can be measured without the internet.
"""

from __future__ import annotations

import os

import msal.authority
from aiohttp import web
from botbuilder.core import ActivityHandler, TurnContext
from botbuilder.core.integration import aiohttp_error_middleware
from botbuilder.integration.aiohttp import CloudAdapter, ConfigurationBotFrameworkAuthentication
from botbuilder.schema import AdaptiveCardInvokeResponse, InvokeResponse
from botframework.connector.auth import AuthenticationConstants, ChannelValidation

from bench.town import CARD_TYPE, card_of_three_kilobytes
from sandbox.people import APP_ID, APP_PASSWORD, TENANT

CARD = card_of_three_kilobytes()


class Configuration:
    """What the samples call config.py."""

    PORT = int(os.environ.get("PORT", "3978"))
    APP_ID = APP_ID
    APP_PASSWORD = APP_PASSWORD
    APP_TYPE = "SingleTenant"
    APP_TENANTID = TENANT


class EchoBot(ActivityHandler):
    """Answers a message with one text, and a press with a card."""

    async def on_message_activity(self, turn_context: TurnContext) -> None:
        """Echo."""
        await turn_context.send_activity(f"Echo: {turn_context.activity.text}")

    async def on_invoke_activity(self, turn_context: TurnContext) -> InvokeResponse:
        """Show a card. Not with `on_adaptive_card_invoke`, which answers 500 in 4.17.1: what it returns is serialised twice."""
        body = AdaptiveCardInvokeResponse(status_code=200, type=CARD_TYPE, value=CARD)
        return InvokeResponse(status=200, body=body)


def look_on_loopback() -> None:
    """Find keys and tokens at the local service instead of at Microsoft's."""
    ChannelValidation.open_id_metadata_endpoint = os.environ["CANOPY_OPENID_METADATA_URL"]
    AuthenticationConstants.TO_CHANNEL_FROM_BOT_LOGIN_URL_PREFIX = f"{os.environ['CANOPY_LOGIN_URL']}/"
    # Else the login library would first ask Microsoft whether this host is one of theirs.
    msal.authority.WELL_KNOWN_AUTHORITY_HOSTS = msal.authority.WELL_KNOWN_AUTHORITY_HOSTS | {"127.0.0.1"}


def application(bot: ActivityHandler) -> web.Application:
    """The application, as the samples build it."""
    adapter = CloudAdapter(ConfigurationBotFrameworkAuthentication(Configuration()))

    async def messages(request: web.Request) -> web.Response:
        return await adapter.process(request, bot) or web.Response()

    app = web.Application(middlewares=[aiohttp_error_middleware])
    app.router.add_post("/api/messages", messages)
    return app


if __name__ == "__main__":
    look_on_loopback()
    web.run_app(application(EchoBot()), host="127.0.0.1", port=Configuration.PORT)
