import unittest

from bank_account import BankAccount


class HiddenTests(unittest.TestCase):
    def test_starts_with_a_balance(self):
        self.assertEqual(BankAccount().balance, 0)
        self.assertEqual(BankAccount(250).balance, 250)

    def test_deposits_and_withdraws(self):
        account = BankAccount(100)
        account.deposit(500)
        account.withdraw(200)
        self.assertEqual(account.balance, 400)

    def test_refuses_odd_amounts(self):
        account = BankAccount(100)
        for amount in (0, -5):
            with self.assertRaises(ValueError):
                account.deposit(amount)
            with self.assertRaises(ValueError):
                account.withdraw(amount)

    def test_refuses_to_overdraw(self):
        account = BankAccount(100)
        with self.assertRaises(Exception) as caught:
            account.withdraw(101)
        self.assertEqual(type(caught.exception).__name__, "InsufficientFunds")
        self.assertEqual(account.balance, 100)

    def test_can_be_emptied(self):
        account = BankAccount(100)
        account.withdraw(100)
        self.assertEqual(account.balance, 0)

    def test_balance_is_read_only(self):
        with self.assertRaises(AttributeError):
            BankAccount().balance = 5

    def test_keeps_history(self):
        account = BankAccount(100)
        account.deposit(500)
        try:
            account.withdraw(10_000)
        except Exception:
            pass
        account.withdraw(1)
        self.assertEqual(account.history, [("deposit", 500), ("withdraw", 1)])


if __name__ == "__main__":
    unittest.main()
