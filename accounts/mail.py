"""E-mail through the outbox: a template name and ids go in, never personal data."""

import smtplib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.utils import translation

from accounts.models import OutboxMessage, SentMail
from accounts.outbox import DeliveryFailed, handler, post


def post_mail(
    template: str,
    *,
    to: str,
    language: str,
    context: dict[str, Any],
    key: str,
    now: datetime,
) -> OutboxMessage:
    """Queue an e-mail; `templates/mail/<template>.txt` has the subject on its first line."""
    payload = {"template": template, "to": to, "language": language, "context": context}
    return post("email", key=key, payload=payload, now=now)


@handler("email")
def deliver_mail(message: OutboxMessage) -> dict[str, Any]:
    """Send one e-mail; its Message-ID follows from the key, so a repeat is seen as the same."""
    data = message.payload
    with translation.override(data["language"]):
        text = render_to_string(
            f"mail/{data['template']}.txt", {**data["context"], "site_url": settings.SITE_URL}
        )
    subject, _, body = text.strip().partition("\n")
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
    message_id = f"<{message.key}@{domain}>"
    mail = EmailMessage(
        subject.strip(), body.strip() + "\n", to=[data["to"]], headers={"Message-ID": message_id}
    )
    try:
        mail.send()
    except (smtplib.SMTPException, OSError) as error:
        raise DeliveryFailed(type(error).__name__) from error
    return {"message_id": message_id}


class DatabaseBackend(BaseEmailBackend):
    """Keeps mail in `SentMail` instead of sending it, for the demo and for development."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for mail in email_messages:
            SentMail.objects.create(
                message_id=mail.extra_headers.get("Message-ID", ""),
                to=", ".join(mail.to),
                subject=str(mail.subject),
                body=str(mail.body),
            )
        return len(email_messages)
