import unittest

from ttl_cache import TtlCache


class HiddenTests(unittest.TestCase):
    def setUp(self):
        self.now = 100.0
        self.cache = TtlCache(10, clock=lambda: self.now)

    def test_expires(self):
        self.cache.set("a", 1)
        self.now += 9.9
        self.assertEqual(self.cache.get("a"), 1)
        self.now += 0.1
        self.assertIsNone(self.cache.get("a"))
        self.assertEqual(self.cache.get("a", 7), 7)

    def test_takes_a_ttl_of_its_own(self):
        self.cache.set("a", 1, ttl=50)
        self.cache.set("b", 2, 1)
        self.now += 20
        self.assertEqual(self.cache.get("a"), 1)
        self.assertIsNone(self.cache.get("b"))

    def test_takes_a_ttl_of_zero(self):
        self.cache.set("a", 1, ttl=0)
        self.assertIsNone(self.cache.get("a"))

    def test_deletes(self):
        self.cache.set("a", 1)
        self.assertIs(self.cache.delete("a"), True)
        self.assertIs(self.cache.delete("a"), False)
        self.assertIsNone(self.cache.get("a"))

    def test_deleting_what_expired_is_false(self):
        self.cache.set("a", 1)
        self.now += 10
        self.assertIs(self.cache.delete("a"), False)

    def test_counts_what_is_left(self):
        self.cache.set("a", 1)
        self.cache.set("b", 2, ttl=5)
        self.assertEqual(len(self.cache), 2)
        self.now += 5
        self.assertEqual(len(self.cache), 1)


if __name__ == "__main__":
    unittest.main()
