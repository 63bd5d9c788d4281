"""Secrets that must be read again are kept sealed: a copy of the database alone reveals none."""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class SealError(ValueError):
    """A text was not sealed by this application's secret key, or one before it."""


def _box() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_derived(key)) for key in keys])


def _derived(key: str) -> bytes:
    made = HKDF(SHA256(), 32, salt=None, info=b"bundlinje sealed secrets").derive(key.encode())
    return base64.urlsafe_b64encode(made)


def seal(text: str) -> str:
    """Return a text that only the application's secret key opens."""
    return _box().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """Return a sealed text as it was.

    Raises:
        SealError: it was not sealed by the secret key or one before it.
    """
    try:
        return _box().decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise SealError("not sealed by this application's secret key") from None
