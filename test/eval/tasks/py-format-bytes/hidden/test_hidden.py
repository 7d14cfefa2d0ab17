import unittest

from src.format_bytes import format_bytes


class HiddenTests(unittest.TestCase):
    def test_bytes(self):
        self.assertEqual(format_bytes(0), "0 B")
        self.assertEqual(format_bytes(512), "512 B")
        self.assertEqual(format_bytes(1023), "1023 B")

    def test_kilobytes(self):
        self.assertEqual(format_bytes(1024), "1.0 KB")
        self.assertEqual(format_bytes(1536), "1.5 KB")

    def test_gigabytes(self):
        self.assertEqual(format_bytes(5 * 1024 ** 3), "5.0 GB")

    def test_stays_at_the_largest_unit(self):
        self.assertEqual(format_bytes(5000 * 1024 ** 4), "5000.0 TB")

    def test_refuses_negative_sizes(self):
        with self.assertRaises(ValueError):
            format_bytes(-1)


if __name__ == "__main__":
    unittest.main()
