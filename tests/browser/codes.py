"""What an authenticator app does: a code of six figures from a secret and the time (RFC 6238)."""

import base64
import hmac
import struct
import time


def one_time_code(secret: str, *, at: float | None = None) -> str:
    """Return the code that an app shows for `secret`."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(at if at is not None else time.time()) // 30), "sha1").digest()
    offset = digest[-1] & 15
    number = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"
