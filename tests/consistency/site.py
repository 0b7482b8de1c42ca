"""Every address of the site, and how it is reached in the story of `conftest.world`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

#: The code of an address that is only posted to.
NOT_READ: Final = 405


@dataclass(frozen=True)
class Address:
    """A named address of the site: how it is asked, and which arguments it takes."""

    name: str
    arguments: frozenset[str]

    @property
    def method(self) -> str:
        """A verb of the API is asked by POST; everything else is read."""
        reads = re.search(r"-(list|detail|root|schema|pages|whole-plan)$", self.name)
        return "get" if reads or not self.name.startswith("api-") else "post"


def addresses(
    resolver: URLResolver | None = None, before: frozenset[str] = frozenset()
) -> Iterator[Address]:
    """Every address but those of Django's administration, which asks for `is_staff` itself."""
    for entry in (resolver or get_resolver()).url_patterns:
        arguments = before | frozenset(entry.pattern.converters)
        arguments |= frozenset(entry.pattern.regex.groupindex)
        if isinstance(entry, URLPattern):
            if entry.name and "format" not in arguments:
                yield Address(entry.name, arguments)
        elif entry.namespace != "admin":
            yield from addresses(entry, arguments)


def path_of(address: Address, world: dict[str, dict[str, Any]]) -> str:
    """The address of the record of the story that its name speaks of."""
    if not address.arguments:
        return reverse(address.name)
    kind = kind_of(address, world)
    return reverse(address.name, kwargs={key: world[kind][key] for key in address.arguments})


def kind_of(address: Address, world: dict[str, dict[str, Any]]) -> str:
    """The record of the story that an address with arguments speaks of."""
    name = address.name.removeprefix("api-")
    return max((kind for kind in world if name.startswith(kind)), key=len)


def texts(client: Client, world: dict[str, dict[str, Any]]) -> Iterator[str]:
    """What every address of the site answers, asked by GET and by POST; what it did is undone."""
    client.raise_request_exception = False
    for address in addresses():
        for method in ("get", "post"):
            with transaction.atomic():
                response = getattr(client, method)(path_of(address, world))
                body = b"".join(response) if response.streaming else response.content
                transaction.set_rollback(True)
            yield body.decode("utf-8", "replace")
