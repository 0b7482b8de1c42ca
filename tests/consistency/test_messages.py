"""The catalogues: complete, true to what they translate, and in the words of the Order."""

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import django
import polib
import pytest

from config.messages import LOCALE

ROOT = LOCALE.parent
LANGUAGES = ("kk", "ru")
#: Shorter ones may well be the same in both languages: "API", "%(name)s: %(problem)s".
LONG = 25

# A key of an entry: its context, or "", and its msgid.
Key = tuple[str, str]

#: The states and buttons that keep to the Order's own words.
WORDS = {
    "Approve": ("Бекіту", "Утвердить"),
    "Send": ("Жіберу", "Направить"),
    "Give information": ("Ақпарат ұсыну", "Представить информацию"),
    "Mark as executed": ("Орындалғаны туралы белгі қою", "Отметить исполнение"),
    "Return for rework": ("Пысықтауға қайтару", "Вернуть на доработку"),
    "Mark completion": ("Аяқталғаны туралы белгі қою", "Отметить завершение"),
    "detected": ("анықталды", "выявлен"),
    "being assessed": ("бағалануда", "на оценке"),
    "recognised": ("танылды", "признан"),
    "not recognised": ("танылмады", "не признан"),
    "in support": ("сүйемелдеуде", "на сопровождении"),
    "case completed": ("аяқталды", "завершён"),
    "case terminated": ("тоқтатылды", "прекращён"),
    "draft": ("жоба", "проект"),
    "awaiting approval": ("бекітілуде", "на утверждении"),
    "plan returned": ("қайтарылды", "возвращён"),
    "approved": ("бекітілді", "утверждён"),
    "plan sent": ("жіберілді", "направлен"),
    "being carried out": ("орындалуда", "исполняется"),
    "executed in full": ("толық көлемде орындалды", "исполнен в полном объёме"),
    "plan completed": ("аяқталды", "завершён"),
    "replaced by a new version": ("жаңа нұсқамен ауыстырылды", "заменён новой редакцией"),
    "plan terminated": ("тоқтатылды", "прекращён"),
    "sent": ("жіберілді", "направлено"),
    "taken into work": ("жұмысқа қабылданды", "принято в работу"),
    "reported": ("ақпарат ұсынылды", "информация представлена"),
    "executed": ("орындалды", "исполнено"),
    "returned for rework": ("пысықтауға қайтарылды", "возвращено на доработку"),
    "outside the competence": ("құзыретіне жатпайды", "не в компетенции"),
    "taken out of the plan": ("алып тасталды", "исключено"),
    "last day is today": ("бүгін – соңғы күн", "сегодня последний день"),
}


def catalogue(language: str, folder: Path = LOCALE) -> dict[Key, polib.POEntry]:
    entries = polib.pofile(str(folder / language / "LC_MESSAGES" / "django.po"))
    return {(entry.msgctxt or "", entry.msgid): entry for entry in entries}


def translations(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def placeholders(text: str) -> tuple[set[str], list[str]]:
    """Those with a name may come in any order; those without one keep theirs."""
    named = set(re.findall(r"%\(\w+\)\w|\{\w+\}", text))
    return named, re.findall(r"%[a-z]|\{\}", text)


def kept(text: str) -> tuple[tuple[set[str], list[str]], list[str], bool]:
    """What a translation may not change: placeholders, HTML tags, a space at the end."""
    return placeholders(text), sorted(re.findall(r"</?\w[^>]*>", text)), text.endswith(" ")


def may_be(entry: polib.POEntry, *, form: int, language: str) -> list[str]:
    """The English texts whose placeholders the form may have.

    Only Kazakh's first form stands for one thing alone; Russian's first is for 21 too.
    """
    if not entry.msgid_plural:
        return [entry.msgid]
    alone = [entry.msgid] if form == 0 and language == "kk" else []
    return [entry.msgid_plural, *alone]


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_is_translated(language: str) -> None:
    entries = catalogue(language)
    assert [key for key, entry in entries.items() if not all(translations(entry))] == []
    assert [key for key, entry in entries.items() if entry.fuzzy or entry.obsolete] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_plural_forms_are_djangos_own_and_complete(language: str) -> None:
    ours = polib.pofile(str(LOCALE / language / "LC_MESSAGES" / "django.po"))
    folder = Path(django.__file__).parent / "conf" / "locale" / language / "LC_MESSAGES"
    theirs = polib.pofile(str(folder / "django.po")).metadata["Plural-Forms"]
    assert ours.metadata["Plural-Forms"].replace(" ", "") == theirs.replace(" ", "")
    count = int(re.findall(r"nplurals=(\d)", theirs)[0])
    plural = [entry for entry in ours if entry.msgid_plural]
    assert [e.msgid for e in plural if sorted(e.msgstr_plural) != list(range(count))] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_and_tags_are_kept(language: str) -> None:
    wrong = [
        (key, text)
        for key, entry in catalogue(language).items()
        for form, text in enumerate(translations(entry))
        if kept(text) not in [kept(t) for t in may_be(entry, form=form, language=language)]
    ]
    assert wrong == []


def test_kazakh_is_neither_russian_nor_english() -> None:
    kazakh, russian = catalogue("kk"), catalogue("ru")
    same = [
        key
        for key, entry in kazakh.items()
        for text in translations(entry)
        if len(text) > LONG and text in [*translations(russian[key]), entry.msgid]
    ]
    assert same == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_people_are_addressed_politely_and_calmly(language: str) -> None:
    """«Вы» and «Сіз» with a capital, and no exclamation mark."""
    rude = re.compile(r"\b(вы|вас|вам|вами|ваш(а|е|и|его|ей|ему|им|их|ими|у)?|сіз\w*)\b|!")
    found = [(k, t) for k, e in catalogue(language).items() for t in translations(e)]
    assert [(key, text) for key, text in found if rude.search(text)] == []


@pytest.mark.parametrize("msgid", WORDS)
def test_states_and_buttons_keep_to_the_words_of_the_order(msgid: str) -> None:
    assert tuple(catalogue(language)["", msgid].msgstr for language in LANGUAGES) == WORDS[msgid]


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The catalogues as `make messages` would leave them, in a copy of the project."""
    if not shutil.which("msguniq"):
        pytest.skip("gettext is not installed")
    copy = tmp_path_factory.mktemp("collected") / "project"
    left_out = shutil.ignore_patterns(".*", "*.mo", "static", "tests", "__pycache__")
    shutil.copytree(ROOT, copy, ignore=left_out)
    makefile = (ROOT / "Makefile").read_text().replace("\\\n", " ")
    command = re.findall(r"manage\.py (makemessages .*)", makefile)[0]
    subprocess.run(
        [sys.executable, "manage.py", *shlex.split(command)],
        cwd=copy,
        check=True,
        capture_output=True,
    )
    return copy / "locale"


@pytest.mark.parametrize("language", [*LANGUAGES, "en"])
def test_what_the_code_says_is_in_the_catalogue(language: str, collected: Path) -> None:
    """Run `make messages`, and translate, when this fails."""
    here, there = catalogue(language), catalogue(language, collected)
    assert (there.keys() - here.keys(), here.keys() - there.keys()) == (set(), set())
    assert [k for k, e in there.items() if (e.msgid_plural or "") != here[k].msgid_plural] == []
