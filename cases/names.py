"""Names as they are searched: Kazakh and Russian spellings of one name fold to the same text."""

import unicodedata

#: Kazakh letters to the Russian letters that stand for them in documents issued in Russian.
KAZAKH_TO_RUSSIAN = str.maketrans("әғқңөұүһі", "агкноуухи")
#: Letters that the two spellings use for the same sound; a hyphen parts words like a space.
SAME_SOUND = str.maketrans({"ё": "е", "й": "и", "ы": "и", "э": "е", "ъ": "", "ь": "", "-": " "})


def fold(name: str) -> str:
    """Lower case, one space between words, Kazakh and Russian spelling made alike."""
    lower = unicodedata.normalize("NFC", name).lower()
    return " ".join(lower.translate(KAZAKH_TO_RUSSIAN).translate(SAME_SOUND).split())
