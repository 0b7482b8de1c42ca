"""A password that a test knows."""

from accounts.models import User

PASSWORD = "a-made-up-password-of-the-tests"


def with_password(user: User) -> User:
    user.set_password(PASSWORD)
    user.save()
    return user
