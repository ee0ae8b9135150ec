"""The login page and the published keys: Entra and the Bot Framework's OpenID metadata."""

from __future__ import annotations

import hmac
from typing import Any

import jwt
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from cryptography.x509 import load_pem_x509_certificate

from sandbox.people import TENANT
from sandbox.service import RECORDED, Service, Trouble, json_answer
from sandbox.tokens import ISSUER, TOKEN_SECONDS

METADATA_PATH = "/v1/.well-known/openidconfiguration"
KEYS_PATH = "/v1/.well-known/keys"
EXCHANGE_AUDIENCE = "api://AzureADTokenExchange"
_ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


class Login:
    """Serves access tokens to the bot, and the keys that prove what the service signs."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def add_routes(self, app: web.Application) -> None:
        """Add all its routes."""
        app.router.add_post("/{tenant}/oauth2/v2.0/token", self._service.endpoint("login", "", self.token))
        app.router.add_get(METADATA_PATH, self._service.endpoint("openid", "", self.metadata))
        app.router.add_get(KEYS_PATH, self._service.endpoint("openid", "", self.keys))

    async def token(self, request: web.Request) -> web.Response:
        """Hand out an access token for a client secret or a client assertion."""
        self._service.token_requests += 1
        form = {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
        request[RECORDED].body = {
            name: value for name, value in form.items() if name not in ("client_secret", "client_assertion")
        }
        if self._service.login_down:
            return _refused(503, "temporarily_unavailable", "AADSTS90033: the service is unavailable.")
        try:
            audience = self._check(form, request)
        except Trouble as trouble:
            return _refused(trouble.status, trouble.code, trouble.message)
        token = self._service.signer.for_connector(audience, TENANT)
        return json_answer(
            {"token_type": "Bearer", "expires_in": TOKEN_SECONDS, "ext_expires_in": TOKEN_SECONDS, "access_token": token}
        )

    def _check(self, form: dict[str, str], request: web.Request) -> str:
        if request.match_info["tenant"] not in (TENANT, "botframework.com"):
            raise Trouble(400, "invalid_request", "AADSTS90002: tenant not found.")
        if form.get("grant_type") != "client_credentials":
            raise Trouble(400, "unsupported_grant_type", "AADSTS70003: only client_credentials is offered.")
        if form.get("client_id") != self._service.app_id:
            raise Trouble(400, "unauthorized_client", "AADSTS700016: the application was not found.")
        scope = form.get("scope", "")
        if not scope.endswith("/.default"):
            raise Trouble(400, "invalid_scope", "AADSTS1002012: the scope must end in /.default.")
        self._check_credential(form, str(request.url.with_query(None)))
        return scope.removesuffix("/.default")

    def _check_credential(self, form: dict[str, str], endpoint: str) -> None:
        if "client_assertion" in form:
            if form.get("client_assertion_type") != _ASSERTION_TYPE:
                raise Trouble(400, "invalid_request", "AADSTS90014: the assertion's type is missing.")
            self._check_assertion(form["client_assertion"], endpoint)
        elif not hmac.compare_digest(form.get("client_secret", "").encode(), self._service.password.encode()):
            raise Trouble(401, "invalid_client", "AADSTS7000215: invalid client secret.")

    def _check_assertion(self, assertion: str, endpoint: str) -> None:
        for pem, issuer, subject in self._service.trusted:
            audience = endpoint if issuer == self._service.app_id else EXCHANGE_AUDIENCE
            wanted: dict[str, Any] = {"algorithms": ["RS256", "PS256"], "audience": audience, "issuer": issuer}
            try:
                claims = jwt.decode(assertion, public_key_in(pem), options={"require": ["exp", "iss", "sub"]}, **wanted)
            except jwt.PyJWTError:
                continue
            if claims["sub"] == subject:
                return
        raise Trouble(401, "invalid_client", "AADSTS700027: no trusted key signed this assertion for this application.")

    async def metadata(self, request: web.Request) -> web.Response:
        """Say where the keys are."""
        self._check_up()
        return json_answer(
            {
                "issuer": ISSUER,
                "authorization_endpoint": "https://invalid.example",
                "jwks_uri": f"{request.url.origin()}{KEYS_PATH}",
                "id_token_signing_alg_values_supported": ["RS256"],
                "token_endpoint_auth_methods_supported": ["private_key_jwt"],
            }
        )

    async def keys(self, request: web.Request) -> web.Response:
        """Publish the keys."""
        self._check_up()
        return json_answer(self._service.signer.jwks())

    def _check_up(self) -> None:
        if self._service.openid_down:
            raise Trouble(503, "ServiceUnavailable", "The keys are not to be had.")


def _refused(status: int, error: str, description: str) -> web.Response:
    return json_answer({"error": error, "error_description": description}, status)


def public_key_in(pem: bytes) -> RSAPublicKey:
    """Return the RSA key of a PEM file: a public key or a certificate. Raises ValueError."""
    is_certificate = b"BEGIN CERTIFICATE" in pem
    key = load_pem_x509_certificate(pem).public_key() if is_certificate else load_pem_public_key(pem)
    if not isinstance(key, RSAPublicKey):
        raise ValueError("not an RSA key")
    return key
