"""Files that come with a report: kept with the case, or nothing is."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.errors import Invalid
from accounts.models import User
from cases.models import StoredFile
from cases.workflow.records import store_file
from plans.models import Activity, Report
from plans.workflow.execution import ReportInput, report


@transaction.atomic
def report_with_files(
    activities: Sequence[Activity],
    entered: ReportInput,
    *,
    uploads: Sequence[UploadedFile],
    by: User,
    now: datetime,
) -> list[Report]:
    """Give a report with what was uploaded (R18); refused, it leaves nothing on the disk.

    Raises what `report` raises, and `Invalid` for `uploads` with the name of the file at fault.
    """
    kept: list[StoredFile] = []
    try:
        for upload in uploads:
            kept.append(_store(activities[0], upload, by=by, now=now))
        return report(activities, replace(entered, files=kept), by=by, now=now)
    except BaseException:
        for row in kept:
            row.content.delete(save=False)
        raise


def _store(activity: Activity, upload: UploadedFile, *, by: User, now: datetime) -> StoredFile:
    try:
        return store_file(activity.case, by=by, now=now, file=upload)
    except Invalid as error:
        words = {"name": upload.name, "problem": str(error)}
        raise Invalid(_("%(name)s: %(problem)s") % words, field="uploads") from error
