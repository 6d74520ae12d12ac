"""A sign-in that lasts: tokens are kept, renewed once when they expire, and else made anew.

Signing in with the password is allowed 300 times a day (users saw 100), renewing is not counted.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from allmenning.clients import bluesky
from allmenning.clients.bluesky import BlueskyError, Server, Session
from allmenning.delivery.channels.whose import IDENTITY, PROOF, proof, proven
from allmenning.delivery.contract import Connection, Environment

Result = TypeVar("Result")


@dataclass(frozen=True)
class SignIn:
    """The account of a connection. The password is bound to the handle it was typed for."""

    server: Server
    connection: Connection

    async def call(self, act: Callable[[Session], Awaitable[Result]]) -> Result:
        """Call with the kept session; when its token has expired, renew and call once more.

        A call that is refused for its token has done nothing, so repeating it is safe.
        """
        kept = self._kept()
        if kept is None:
            return await act(await self._signed_in())
        try:
            return await act(kept)
        except BlueskyError as error:
            if not error.is_of_token:
                raise
        return await act(await self._renewed(kept))

    def _kept(self) -> Session | None:
        """Return the kept session, unless handle or password was changed since."""
        secrets = self.connection.secrets
        did = proven(secrets.get(PROOF, ""), self._password, self._handle)
        access, refresh = secrets.get("access", ""), secrets.get("refresh", "")
        return Session(did, access, refresh) if did and access and refresh else None

    @property
    def _password(self) -> str:
        return self.connection.secrets.get("password", "")

    @property
    def _handle(self) -> str:
        handle: str = self.connection.settings.handle
        return handle

    async def _renewed(self, kept: Session) -> Session:
        try:
            fresh = await bluesky.refresh_session(self.server, kept.refresh)
        except BlueskyError as error:
            if not error.is_of_token:
                raise
            return await self._signed_in()
        return await self._keep(fresh)

    async def _signed_in(self) -> Session:
        fresh = await bluesky.create_session(self.server, self._handle, self._password)
        return await self._keep(fresh)

    async def _keep(self, session: Session) -> Session:
        await self.connection.keep_secrets(
            {
                "access": session.access,
                "refresh": session.refresh,
                PROOF: proof(self._password, self._handle, session.did),
                IDENTITY: session.did,
            }
        )
        return session


def sign_in(environment: Environment, connection: Connection) -> SignIn:
    address = connection.settings.server
    return SignIn(Server(environment.http, address, environment.now()), connection)
