"""The files of a signed conclusion, kept as they were made."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from monitoring.models.quarters import Conclusion


class ConclusionFile(models.Model):
    """A signed conclusion in one language and format (R6, R22). Rows are only added.

    The bytes are in the database (docs/adr/0012), so that what was signed does not change with a
    template or a library. `sha256` is of `content`, in hexadecimal.
    """

    class Kind(models.TextChoices):
        PDF = "pdf", "PDF"
        DOCX = "docx", "DOCX"

    conclusion = models.ForeignKey(Conclusion, on_delete=models.PROTECT, related_name="files")
    language = models.CharField(max_length=2)
    kind = models.CharField(max_length=4, choices=Kind.choices)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("file of a conclusion")
        verbose_name_plural = _("files of conclusions")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["conclusion", "language", "kind"],
                name="monitoring_conclusion_file_once",
            ),
            models.CheckConstraint(
                condition=models.Q(language__in=["kk", "ru"]),
                name="monitoring_conclusion_file_in_a_language_of_the_order",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """How the file is called where it is saved."""
        return f"{self.conclusion.number}-{self.language}.{self.kind}".replace("/", "-")
