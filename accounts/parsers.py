"""How what is sent to the API is read."""

import json
from typing import IO, Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser


class TextJSONParser(JSONParser):
    """JSON whose strings are text: half of a surrogate pair can be escaped, never stored."""

    def parse(self, stream: IO[Any], *args: Any, **kwargs: Any) -> Any:
        sent = super().parse(stream, *args, **kwargs)
        try:
            json.dumps(sent, ensure_ascii=False).encode()
        except UnicodeEncodeError as error:
            raise ParseError(_("The text holds characters that cannot be stored.")) from error
        return sent
