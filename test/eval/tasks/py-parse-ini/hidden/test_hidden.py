import unittest

from parse_ini import parse_ini


class HiddenTests(unittest.TestCase):
    def test_reads_sections(self):
        text = "[a]\nx = 1\ny=2\n\n[b]\nz = 3\n"
        self.assertEqual(parse_ini(text), {"a": {"x": "1", "y": "2"}, "b": {"z": "3"}})

    def test_reads_keys_before_sections(self):
        self.assertEqual(parse_ini("x = 1\n[a]\n"), {"": {"x": "1"}, "a": {}})

    def test_skips_comments(self):
        self.assertEqual(parse_ini("; one\n# two\n[a]\n  # three\nx=1"), {"a": {"x": "1"}})

    def test_splits_at_the_first_equals_sign(self):
        self.assertEqual(parse_ini("[a]\nurl = x?y=1"), {"a": {"url": "x?y=1"}})

    def test_refuses_other_lines(self):
        with self.assertRaises(ValueError):
            parse_ini("[a]\nnonsense")

    def test_empty(self):
        self.assertEqual(parse_ini(""), {})


if __name__ == "__main__":
    unittest.main()
