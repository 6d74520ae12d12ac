"""What a person does in the browser, over and over: sign in, show a second factor."""

import base64
import hmac
import re
import struct
import time

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client

from allmenning.accounts.models import Role, User
from allmenning.accounts.tests.build import KARI, make_grant, make_user

LOGIN, CODE, ACCOUNT = "/konto/logg-inn/", "/konto/kode/", "/konto/"
LANDED = "/velkommen/inn/"
APP, ROLES = "/konto/totrinn/app/", "/konto/roller/"
SECRET = "JBSWY3DPEHPK3PXP"


def code_in(message: mail.EmailMessage) -> str:
    found = re.search(r"\b\d{4}-\d{4}\b", str(message.body))
    assert found
    return found.group()


def sign_in(client: Client, email: str = KARI, **more: str) -> str:
    """Return where the person ends up."""
    client.post(LOGIN, {"email": email} | more)
    answer = client.post(CODE, {"code": code_in(mail.outbox[-1])} | more)
    assert answer.status_code == 302
    return str(answer["Location"])


def app_code(secret: str, *, steps: int = 0) -> str:
    """Work out RFC 6238, as an authenticator app does, `steps` half minutes from now."""
    counter = struct.pack(">Q", int(time.time()) // 30 + steps)
    digest = hmac.digest(base64.b32decode(secret), counter, "sha1")
    start = digest[-1] & 15
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


def set_up_app(client: Client) -> str:
    """Return the secret that the app keeps."""
    page = client.get(APP).content.decode()
    found = re.search(r"<code>([A-Z2-7]{32})</code>", page)
    assert found
    answer = client.post(APP, {"code": app_code(found.group(1))})
    assert answer.status_code == 302
    return found.group(1)


def signed_in_with(client: Client, *roles: Role, email: str = KARI) -> User:
    """Return a person with these roles, signed in with a second factor."""
    user = make_user(email)
    for role in roles:
        make_grant(user, role)
    sign_in(client, email)
    set_up_app(client)
    return user


def sign_in_with_factor(client: Client, user: User) -> None:
    """Sign somebody in who has shown a second factor a moment ago."""
    client.force_login(user)
    session = client.session
    session["account_authentication_methods_user"] = str(user.pk)
    factor, _new = Authenticator.objects.get_or_create(
        user=user,
        type=Authenticator.Type.TOTP,
        defaults={"data": {"secret": get_adapter().encrypt(SECRET)}},
    )
    record = {"method": "mfa", "type": "totp", "id": factor.pk, "at": time.time()}
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [record]
    session.save()
