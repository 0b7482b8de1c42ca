"""Papers for those outside: printed from the browser, in the reader's language."""

from typing import Any, Final

from django.http import Http404, HttpRequest

#: Those of the official names; the first one by default.
LANGUAGES: Final = {"kk": "Қазақша", "ru": "Русский"}


def chosen(request: HttpRequest) -> dict[str, Any]:
    """The language chosen by `?language=`, whatever that of the pages is; 404 for another one."""
    language = request.GET.get("language", next(iter(LANGUAGES)))
    if language not in LANGUAGES:
        raise Http404
    return {"paper_language": language, "languages": LANGUAGES}
