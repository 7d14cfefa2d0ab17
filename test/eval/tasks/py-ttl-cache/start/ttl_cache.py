import time


class TtlCache:
    """Keeps values for a number of seconds."""

    def __init__(self, ttl, clock=time.monotonic):
        self._ttl = ttl
        self._clock = clock
        self._entries = {}

    def set(self, key, value):
        self._entries[key] = (value, self._clock() + self._ttl)

    def get(self, key, default=None):
        value, expires = self._entries.get(key, (default, None))
        if expires is not None and self._clock() >= expires:
            del self._entries[key]
            return default
        return value
