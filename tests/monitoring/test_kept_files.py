"""What was signed is kept as files, and what is kept is checked (R21, R22)."""

import datetime as dt
import hashlib
import os
from collections.abc import Callable, Iterator
from io import StringIO
from typing import Any

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.urls import reverse
from django.utils import translation

from accounts import outbox
from accounts.errors import WrongState
from accounts.models import OutboxMessage, User
from accounts.scopes import OUTBOX, within
from agencies.models import Membership
from monitoring import filing, verifying
from monitoring.documents import FORMATS, NoPango
from monitoring.models import Conclusion, ConclusionFile
from monitoring.snapshot import read
from monitoring.wording.document import document
from tests.monitoring.pages import words
from tests.monitoring.plain_text import said
from tests.monitoring.quarters import sign
from tests.monitoring.test_documents import parts
from tests.plans.stories import refused
from tests.plugin import ADMIN_URL

Clock = Callable[..., dt.datetime]
SignIn = Callable[[User], Any]

FOUR = [("kk", "docx"), ("kk", "pdf"), ("ru", "docx"), ("ru", "pdf")]


def deliver(*, now: dt.datetime) -> None:
    with within(OUTBOX):
        outbox.deliver_due(now=now)


def kept(conclusion: Conclusion) -> list[tuple[str, str]]:
    rows = ConclusionFile.objects.filter(conclusion=conclusion).order_by("language", "kind")
    return list(rows.values_list("language", "kind"))


@pytest.fixture(autouse=True)
def spoken() -> Iterator[None]:
    """What a command says is said in English."""
    with translation.override("en"):
        yield


@pytest.fixture
def filed(signed: Conclusion, on: Clock) -> Conclusion:
    """Signed, and the files made by a worker a minute later."""
    deliver(now=on("2026-04-06", "11:01"))
    return signed


def test_r22_signing_has_the_four_files_made_and_kept(filed: Conclusion) -> None:
    assert kept(filed) == FOUR
    for file in ConclusionFile.objects.filter(conclusion=filed):
        assert hashlib.sha256(file.content).hexdigest() == file.sha256
        message = OutboxMessage.objects.get(
            key=filing.message_key(filed.pk, file.language, file.kind)
        )
        assert message.proof == {"sha256": file.sha256}


def test_r22_a_message_delivered_again_makes_no_second_file(filed: Conclusion, on: Clock) -> None:
    before = set(ConclusionFile.objects.values_list("pk", "sha256"))
    OutboxMessage.objects.filter(kind=filing.KIND).update(delivered_at=None, attempts=0)
    deliver(now=on("2026-04-06", "11:05"))
    assert set(ConclusionFile.objects.values_list("pk", "sha256")) == before


def test_r22_without_pango_the_docx_are_kept_and_the_pdf_tried_again(
    signed: Conclusion, on: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_pango(*_args: Any) -> bytes:
        raise NoPango

    with monkeypatch.context() as patched:
        patched.setattr("monitoring.filing.FORMATS", {**FORMATS, "pdf": _made_by(no_pango)})
        deliver(now=on("2026-04-06", "11:01"))
    assert kept(signed) == [("kk", "docx"), ("ru", "docx")]
    waiting = OutboxMessage.objects.filter(kind=filing.KIND, delivered_at=None)
    assert {row.last_error for row in waiting} == {"Pango is not installed: no PDF"}

    deliver(now=on("2026-04-06", "11:03"))

    assert kept(signed) == FOUR


def _made_by(make: Callable[..., bytes]) -> Any:
    return type(FORMATS["pdf"])(FORMATS["pdf"].media_type, make)


def test_r21_a_download_serves_the_file_that_was_kept(
    filed: Conclusion, head: User, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever a later version would draw."""
    monkeypatch.setattr("monitoring.filing.FORMATS", dict.fromkeys(FORMATS, _made_by(bytes)))
    for language, kind in FOUR:
        file = ConclusionFile.objects.get(conclusion=filed, language=language, kind=kind)
        answer = download(sign_in(head), filed, language, kind)
        assert answer.content == bytes(file.content)
        assert answer["Content-Type"] == FORMATS[kind].media_type
        named = f'attachment; filename="SEM-2026-Q1-{language}.{kind}"'
        assert answer["Content-Disposition"] == named


def download(browser: Any, conclusion: Conclusion, language: str, kind: str) -> Any:
    where = [conclusion.monitoring_id, conclusion.version, language, kind]
    return browser.get(reverse("quarter-file", args=where))


def test_r22_a_download_before_the_worker_makes_the_file_that_stays(
    signed: Conclusion, head: User, sign_in: SignIn, on: Clock
) -> None:
    on("2026-04-06", "11:00")
    content = download(sign_in(head), signed, "kk", "docx").content
    deliver(now=on("2026-04-06", "11:01"))
    file = ConclusionFile.objects.get(conclusion=signed, language="kk", kind="docx")
    assert (bytes(file.content), kept(signed)) == (content, FOUR)


def test_r22_where_pango_is_absent_the_reader_is_told(
    signed: Conclusion, head: User, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_pango(*_args: Any) -> bytes:
        raise NoPango

    monkeypatch.setattr("monitoring.filing.FORMATS", {**FORMATS, "pdf": _made_by(no_pango)})
    browser = sign_in(head)
    answer = download(browser, signed, "kk", "pdf")
    assert answer.status_code == 302
    assert "the library Pango is not installed" in browser.get(answer.url).content.decode()


def test_r22_a_draft_has_no_files(draft: Conclusion, on: Clock) -> None:
    with refused(WrongState):
        filing.kept(draft, "kk", "docx", now=on("2026-04-03"))


def test_r21_files_are_only_added(filed: Conclusion) -> None:
    for write in (
        lambda: ConclusionFile.objects.filter(conclusion=filed).update(sha256=""),
        lambda: ConclusionFile.objects.filter(conclusion=filed).delete(),
    ):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            write()
    file = ConclusionFile.objects.filter(conclusion=filed, language="kk", kind="pdf").get()
    file.pk = None
    with pytest.raises(IntegrityError, match="once"), transaction.atomic():
        file.save(force_insert=True)


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_r22_the_page_says_all_that_the_paper_says(
    signed: Conclusion, head: User, sign_in: SignIn, language: str
) -> None:
    browser = sign_in(head)
    where = reverse("quarter-version", args=[signed.monitoring_id, signed.version])
    page = browser.get(where, headers={"accept-language": language}).content.decode()
    paper = parts(words(page[page.index("<article") : page.index("</article>")]))
    lines = map(parts, said(document(read(signed), "kk" if language == "kk" else "ru")))
    shown = paper.replace(" .", ".")
    assert [line for line in lines if line and line not in shown] == []


def test_r22_whoever_stands_in_for_the_head_signs_as_such(
    draft: Conclusion, colleague: User, on: Clock
) -> None:
    now = on("2026-04-06", "11:00")
    Membership.objects.filter(user=colleague).update(
        role="head", acting=True, starts_on="2026-04-01", ends_on="2026-04-30"
    )
    written = read(sign(draft, by=colleague, now=now))
    assert written["signed_as"] == {"acting": True, "centre_kk": "", "centre_ru": ""}
    assert document(written, "kk").office == "Орталық басшысының міндетін атқарушы"
    assert document(written, "ru").office == "Исполняющий обязанности руководителя Центра"


def test_r22_the_head_of_the_centre_that_took_its_place_signs_under_its_name(
    draft: Conclusion, other_head: User, other_centre: Any, on: Clock
) -> None:
    now = on("2026-04-06", "11:00")
    centre = draft.monitoring.centre
    centre.closed_on, centre.merged_into = dt.date(2026, 3, 31), other_centre
    centre.save()
    written = read(sign(draft, by=other_head, now=now))
    assert document(written, "ru").office == (
        "Руководитель Центра (Центр поддержки семьи города Кокшетау)"
    )


def verify() -> str:
    out = StringIO()
    call_command("verify_conclusions", stdout=out)
    return out.getvalue()


def test_r21_what_fits_together_is_said_to(filed: Conclusion) -> None:
    assert verify() == "1 conclusion was checked.\n"


def test_r21_a_file_that_is_not_made_yet_is_named_and_no_fault(signed: Conclusion) -> None:
    assert verify() == (
        "SEM-2026-Q1: not kept yet, made when it is asked for: kk.pdf, kk.docx, ru.pdf, ru.docx\n"
        "1 conclusion was checked.\n"
    )


#: What may be changed behind the program's back, and what is said of it.
CHANGED = [
    ("digest", "0" * 64, "the snapshot is not that of its digest"),
    ("number", "SEM-2026-Q2", "the snapshot says otherwise than the row of the conclusion"),
    ("signed_on", dt.date(2026, 4, 7), "the snapshot says otherwise than the row"),
    ("change_reason", "Other.", "the snapshot says otherwise than the row of the conclusion"),
    ("snapshot", "", "the snapshot cannot be read"),
    ("snapshot", "{}", "the snapshot cannot be read"),
]


def test_r21_a_row_that_differs_from_what_was_signed_is_found(
    filed: Conclusion, subtests: pytest.Subtests
) -> None:
    for field, value, fault in CHANGED:
        filed.refresh_from_db()
        setattr(filed, field, value)
        with subtests.test(field=field, value=value):
            assert any(found.startswith(fault) for found in verifying.verdict(filed).faults)


@pytest.mark.usefixtures("committed_db")
def test_r21_whatever_an_owner_of_the_database_changes_is_found(
    signed: Conclusion, on: Clock, owner_of_committed: psycopg.Connection[Any]
) -> None:
    deliver(now=on("2026-04-06", "11:01"))
    file = ConclusionFile.objects.get(conclusion=signed, language="kk", kind="pdf")
    other = ConclusionFile.objects.get(conclusion=signed, language="ru", kind="pdf")
    gone = ConclusionFile.objects.get(conclusion=signed, language="ru", kind="docx")
    digest = hashlib.sha256(b"x").hexdigest()
    with owner_of_committed as owner:
        owner.execute("SET session_replication_role = replica")
        owner.execute("UPDATE monitoring_figurecell SET count = count + 1 WHERE figure = 'cases'")
        update = "UPDATE monitoring_conclusionfile SET content = 'x'"
        owner.execute(f"{update} WHERE id = %s", [file.pk])
        owner.execute(f"{update}, sha256 = %s WHERE id = %s", [digest, other.pk])
        owner.execute("DELETE FROM monitoring_conclusionfile WHERE id = %s", [gone.pk])

    assert verifying.verdict(Conclusion.objects.get(pk=signed.pk)).faults == [
        "the figures are not those of the snapshot",
        "kk.pdf: the content is not that of its digest",
        "ru.pdf: not the file that was made at first",
        "ru.docx: the file that was made is gone",
    ]
    with pytest.raises(CommandError, match="1 conclusion does not fit together"):
        verify()


@pytest.fixture
def owner_of_committed(committed_db: None) -> psycopg.Connection[Any]:
    """Somebody who may do anything with the database."""
    name = connection.settings_dict["NAME"]
    return psycopg.connect(os.environ[ADMIN_URL], dbname=name)
