"""Who sees what somebody set up for the second step (R12): its owner, and whoever signs in."""

from django.db import migrations

from accounts.database import AppendOnly, RowSecurity, of_parent, scope_is

# Before it is known who asks, and while an administrator, a head or a supervisor resets it.
SIGNING_IN = scope_is("sign_in", "second_step_reset")
OWN = "user_id = (SELECT qoldau_user())"
# Names staff, not families, as the accounts do.
KNOWN = "(SELECT qoldau_scope()) <> ''"
LIBRARY = "django_otp_webauthn"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_second_step"),
        ("django_otp_webauthn", "0004_webauthnuserhandle"),
    ]

    operations = [
        RowSecurity("accounts_codeapp", own=OWN, signing_in=SIGNING_IN),
        RowSecurity("accounts_recoverysheet", own=OWN, signing_in=SIGNING_IN),
        RowSecurity(f"{LIBRARY}_webauthncredential", own=OWN, signing_in=SIGNING_IN),
        RowSecurity(f"{LIBRARY}_webauthnuserhandle", own=OWN, signing_in=SIGNING_IN),
        RowSecurity(
            f"{LIBRARY}_webauthnattestation",
            # The parent has a column of that name as well.
            of_credential=of_parent(
                f"{LIBRARY}_webauthncredential", f"{LIBRARY}_webauthnattestation.credential_id"
            ),
        ),
        RowSecurity("accounts_factorrecord", known=KNOWN),
        AppendOnly("accounts_factorrecord"),
    ]
