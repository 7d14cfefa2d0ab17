class InsufficientFunds(Exception):
    """More was asked for than there is."""


class BankAccount:
    """An account in cents."""

    def __init__(self, balance=0):
        self._balance = balance
        self.history = []

    @property
    def balance(self):
        return self._balance

    def deposit(self, amount):
        self._check(amount)
        self._balance += amount
        self.history.append(("deposit", amount))

    def withdraw(self, amount):
        self._check(amount)
        if amount > self._balance:
            raise InsufficientFunds(f"only {self._balance} left")
        self._balance -= amount
        self.history.append(("withdraw", amount))

    def _check(self, amount):
        if amount <= 0:
            raise ValueError("the amount must be positive")
