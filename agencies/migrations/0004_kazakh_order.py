from django.db import migrations

# The Kazakh alphabet of 42 letters in its order; the Russian one is part of it, in the same order.
LOWER = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
# Private-use code points, one for each letter: after Latin letters, digits and signs.
PLACES = "".join(chr(0xE000 + place) for place in range(len(LOWER)))

# Only the "C" collation is asked, so the outcome hangs on no locale of the server: it is the same
# for ever, and may stand in an index. "C" lowers Latin letters; `translate` does the Cyrillic.
CREATE = f"""
CREATE FUNCTION kazakh_order(words text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN translate(
    lower(words COLLATE "C"), '{LOWER}{LOWER.upper()}', '{PLACES}{PLACES}'
)
"""


class Migration(migrations.Migration):

    dependencies = [
        ('agencies', '0003_methods'),
    ]

    operations = [
        migrations.RunSQL(CREATE, 'DROP FUNCTION kazakh_order(text)'),
    ]
