"""In whose name a session asks (`accounts.scopes`), and what of accounts it then sees."""

from django.db import migrations

from accounts.database import RowSecurity

FUNCTIONS = """
CREATE FUNCTION qoldau_scope() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT coalesce(current_setting('qoldau.scope', true), '') $$;

CREATE FUNCTION qoldau_user() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT nullif(current_setting('qoldau.user', true), '')::bigint $$;

CREATE FUNCTION qoldau_ids(what text) RETURNS bigint[] LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT coalesce(nullif(current_setting('qoldau.' || what, true), ''), '{}')::bigint[] $$;
"""
DROPPED = """
DROP FUNCTION qoldau_ids(text);
DROP FUNCTION qoldau_user();
DROP FUNCTION qoldau_scope();
"""
# Accounts name staff, not families: whoever has a scope may see who did something.
KNOWN = "(SELECT qoldau_scope()) <> ''"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_sealed_access_log")]

    operations = [
        migrations.RunSQL(FUNCTIONS, DROPPED),
        RowSecurity("accounts_user", known=KNOWN),
        RowSecurity("accounts_apitoken", known=KNOWN),
    ]
