"""Links of an account in e-mails, made when the mail is sent and kept nowhere else."""

from django import template
from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from accounts.models import User

register = template.Library()


@register.simple_tag
def set_password_path(user_id: int) -> str:
    """Where this person sets a password: once, within PASSWORD_RESET_TIMEOUT."""
    user = User.objects.get(pk=user_id)
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    token = default_token_generator.make_token(user)
    return reverse("set-password", kwargs={"uidb64": uid, "token": token})
