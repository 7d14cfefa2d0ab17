import time


class TtlCache:
    """Keeps values for a number of seconds."""

    def __init__(self, ttl, clock=time.monotonic):
        self._ttl = ttl
        self._clock = clock
        self._entries = {}

    def set(self, key, value, ttl=None):
        lifetime = self._ttl if ttl is None else ttl
        self._entries[key] = (value, self._clock() + lifetime)

    def get(self, key, default=None):
        value, expires = self._entries.get(key, (default, None))
        if expires is not None and self._clock() >= expires:
            del self._entries[key]
            return default
        return value

    def delete(self, key):
        entry = self._entries.pop(key, None)
        return entry is not None and self._clock() < entry[1]

    def __len__(self):
        now = self._clock()
        return sum(1 for _, expires in self._entries.values() if now < expires)
