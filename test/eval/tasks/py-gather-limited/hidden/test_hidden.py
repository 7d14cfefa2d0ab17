import asyncio
import unittest

from src.gather_limited import gather_limited


class HiddenTests(unittest.TestCase):
    def test_keeps_the_order(self):
        async def after(ticks, value):
            for _ in range(ticks):
                await asyncio.sleep(0)
            return value

        result = asyncio.run(
            gather_limited(2, lambda: after(5, "a"), lambda: after(1, "b"), lambda: after(2, "c"))
        )
        self.assertEqual(result, ["a", "b", "c"])

    def test_keeps_the_limit(self):
        running = []
        most = []

        async def work():
            running.append(1)
            most.append(len(running))
            for _ in range(3):
                await asyncio.sleep(0)
            running.pop()

        asyncio.run(gather_limited(2, *[work] * 6))
        self.assertEqual(max(most), 2)
        self.assertEqual(len(most), 6)

    def test_runs_nothing(self):
        self.assertEqual(asyncio.run(gather_limited(3)), [])

    def test_refuses_a_limit_below_one(self):
        with self.assertRaises(ValueError):
            asyncio.run(gather_limited(0))

    def test_passes_exceptions_on(self):
        async def fails():
            raise KeyError("x")

        with self.assertRaises(KeyError):
            asyncio.run(gather_limited(1, fails))


if __name__ == "__main__":
    unittest.main()
