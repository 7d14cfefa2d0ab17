import unittest

from temperature import convert


class HiddenTests(unittest.TestCase):
    def test_celsius_and_fahrenheit(self):
        self.assertEqual(convert(100, "C", "F"), 212)
        self.assertEqual(convert(212, "F", "C"), 100)
        self.assertEqual(convert(20, "C", "C"), 20)

    def test_kelvin(self):
        self.assertEqual(convert(0, "C", "K"), 273.15)
        self.assertEqual(convert(300, "K", "C"), 26.85)
        self.assertEqual(convert(0, "K", "F"), -459.67)

    def test_rounds(self):
        self.assertEqual(convert(1, "F", "C"), -17.22)

    def test_refuses_below_absolute_zero(self):
        for value, unit in ((-274, "C"), (-1, "K"), (-460, "F")):
            with self.assertRaises(ValueError):
                convert(value, unit, "C")

    def test_refuses_unknown_units(self):
        with self.assertRaises(ValueError):
            convert(1, "X", "C")
        with self.assertRaises(ValueError):
            convert(1, "C", "X")


if __name__ == "__main__":
    unittest.main()
