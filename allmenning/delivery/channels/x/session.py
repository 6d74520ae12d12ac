"""A sign-in to X that lasts: access for two hours, renewed by a token that can be used once."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

from allmenning.clients import x
from allmenning.clients.x import Server, Tokens, XError
from allmenning.delivery.channels.whose import IDENTITY, PROOF, proof, proven
from allmenning.delivery.contract import Connection, Environment

Result = TypeVar("Result")
# A token that ends while the call is under way is refused; that much before, it is renewed.
MARGIN = timedelta(minutes=1)


class OtherAccountError(Exception):
    """The token belongs to somebody else than the account that was named."""


class RenewalError(Exception):
    """X did not renew the token; `said` is its answer."""

    def __init__(self, said: XError) -> None:
        super().__init__(str(said))
        self.said = said


@dataclass(frozen=True)
class Session:
    user_id: str
    access: str = field(repr=False)


@dataclass
class SignIn:
    """The account of a connection. What is kept holds for the refresh token it came with."""

    server: Server
    connection: Connection
    secrets: dict[str, str] = field(repr=False)

    async def call(self, act: Callable[[Session], Awaitable[Result]]) -> Result:
        """Call with the kept access; when X refuses it, renew and call once more.

        A call refused with 401 has done nothing, so repeating it is safe.

        Raises
        ------
        OtherAccountError, RenewalError
            Before anything was done.
        """
        kept = self._kept()
        if kept is None:
            return await act(await self._renewed())
        try:
            return await act(kept)
        except XError as error:
            if error.status != 401:
                raise
        return await act(await self._renewed())

    def _kept(self) -> Session | None:
        user_id, access = self._user_id(), self.secrets.get("access", "")
        if not user_id or not access or self._ends_at() < self.server.now + MARGIN:
            return None
        return Session(user_id, access)

    def _ends_at(self) -> datetime:
        try:
            return datetime.fromisoformat(self.secrets.get("until", ""))
        except ValueError:
            return self.server.now

    def _user_id(self) -> str:
        """Return whom the kept refresh token belongs to, unless it was typed anew since."""
        return proven(self.secrets.get(PROOF, ""), self._refresh, self._username)

    @property
    def _refresh(self) -> str:
        return self.secrets.get("refresh", "")

    @property
    def _username(self) -> str:
        username: str = self.connection.settings.username
        return username

    async def _renewed(self) -> Session:
        tokens = await self._exchanged()
        user_id = self._user_id()
        # Kept before anything else: the old refresh token has ended, and this is the only copy.
        await self._keep(tokens, user_id)
        if not user_id:
            identity = await x.whoami(self.server, tokens.access)
            if identity.username.lower() != self._username.lower():
                raise OtherAccountError
            user_id = identity.user_id
            await self._keep(tokens, user_id)
        return Session(user_id, tokens.access)

    async def _exchanged(self) -> Tokens:
        secret = self.secrets.get("client_secret", "")
        try:
            return await x.refresh(
                self.server, self._refresh, self.connection.settings.client_id, secret
            )
        except XError as error:
            raise RenewalError(error) from None

    async def _keep(self, tokens: Tokens, user_id: str) -> None:
        shown = proof(tokens.refresh, self._username, user_id) if user_id else ""
        fresh = {
            "access": tokens.access,
            "refresh": tokens.refresh,
            "until": tokens.until.isoformat(),
            PROOF: shown,
        }
        self.secrets |= fresh
        told = {IDENTITY: user_id} if user_id else {}
        await self.connection.keep_secrets(fresh | told)


def sign_in(environment: Environment, connection: Connection) -> SignIn:
    server = Server(environment.http, connection.settings.base, environment.now())
    return SignIn(server, connection, dict(connection.secrets))
