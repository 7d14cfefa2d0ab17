import unittest

from versions import compare_versions


class HiddenTests(unittest.TestCase):
    def test_compares_numbers_not_text(self):
        self.assertEqual(compare_versions("1.2", "1.10"), -1)
        self.assertEqual(compare_versions("10.0", "9.9"), 1)

    def test_missing_parts_are_zero(self):
        self.assertEqual(compare_versions("2.0", "2"), 0)
        self.assertEqual(compare_versions("1", "1.0.0"), 0)

    def test_longer_is_newer(self):
        self.assertEqual(compare_versions("1.0.1", "1"), 1)
        self.assertEqual(compare_versions("1", "1.0.1"), -1)

    def test_refuses_other_texts(self):
        for text in ["1.x", "", "1..2"]:
            with self.assertRaises(ValueError):
                compare_versions(text, "1")


if __name__ == "__main__":
    unittest.main()
