"""Addresses of cases: plain words and ids, nothing personal."""

from django.urls import path

from accounts.freshness import confirmed
from cases.views import (
    case,
    files,
    imports,
    left_out,
    lists,
    new,
    readers,
    seals,
    transfers,
    verbs,
)

urlpatterns = [
    path("cases/", lists.CaseListPage.as_view(), name="case-list"),
    path("cases/find/", lists.FindPage.as_view(), name="case-find"),
    path("cases/whereabouts/", lists.WhereaboutsPage.as_view(), name="case-whereabouts"),
    path("cases/new/", new.NewCasePage.as_view(), name="case-new"),
    path("cases/left-empty/", left_out.LeftOutPage.as_view(), name="case-left-out"),
    path("cases/import/", imports.ImportPage.as_view(), name="case-import"),
    path("cases/import/form/", imports.EmptyForm.as_view(), name="case-import-form"),
    path("cases/<int:pk>/", case.FamilyPage.as_view(), name="case"),
    path("cases/<int:pk>/assessments/", case.AssessmentsPage.as_view(), name="case-assessments"),
    path("cases/<int:pk>/timeline/", case.TimelinePage.as_view(), name="case-timeline"),
    path("cases/<int:pk>/visits/", case.VisitsPage.as_view(), name="case-visits"),
    path("cases/<int:pk>/files/", case.FilesPage.as_view(), name="case-files"),
    path("cases/<int:pk>/readers/", readers.ReadersPage.as_view(), name="case-readers"),
    path(
        "cases/<int:pk>/readers/paper/",
        readers.ReadersPaper.as_view(),
        name="case-readers-paper",
    ),
    path(
        "cases/<int:pk>/start-assessment/",
        verbs.StartAssessmentPage.as_view(),
        name="case-start-assessment",
    ),
    path("cases/<int:pk>/assess/", verbs.AssessPage.as_view(), name="case-assess"),
    path("cases/<int:pk>/recognise/", verbs.RecognisePage.as_view(), name="case-recognise"),
    path("cases/<int:pk>/refuse/", verbs.RefusePage.as_view(), name="case-refuse"),
    path("cases/<int:pk>/hand-over/", verbs.HandOverPage.as_view(), name="case-hand-over"),
    path("cases/<int:pk>/seal/", seals.SealPage.as_view(), name="case-seal"),
    path("cases/<int:pk>/seal/readers/", seals.NameReadersPage.as_view(), name="case-name-readers"),
    path("cases/<int:pk>/unseal/", confirmed(seals.UnsealPage.as_view()), name="case-unseal"),
    path("cases/sealed/", confirmed(seals.BreakGlassPage.as_view()), name="case-break-glass"),
    path("cases/<int:pk>/danger/", verbs.DangerPage.as_view(), name="case-danger"),
    path(
        "cases/<int:pk>/guardianship/",
        verbs.NotifyGuardianshipPage.as_view(),
        name="case-notify-guardianship",
    ),
    path("cases/<int:pk>/members/add/", verbs.AddMemberPage.as_view(), name="case-add-member"),
    path(
        "cases/<int:pk>/members/<int:member>/correct/",
        verbs.CorrectPersonPage.as_view(),
        name="case-correct-person",
    ),
    path(
        "cases/<int:pk>/members/<int:member>/left/",
        verbs.MemberLeftPage.as_view(),
        name="case-member-left",
    ),
    path("cases/<int:pk>/visits/add/", verbs.VisitPage.as_view(), name="case-add-visit"),
    path("cases/<int:pk>/notes/add/", verbs.NotePage.as_view(), name="case-add-note"),
    path("cases/<int:pk>/files/add/", files.AddFilePage.as_view(), name="case-add-file"),
    path("cases/<int:pk>/files/<int:file>/", files.FileDownload.as_view(), name="case-file"),
    path("cases/<int:pk>/ask-transfer/", verbs.AskTransferPage.as_view(), name="case-ask-transfer"),
    path("cases/<int:pk>/transfer/", transfers.TransferOfCase.as_view(), name="case-transfer"),
    path("transfers/", transfers.TransferListPage.as_view(), name="transfer-list"),
    path("transfers/<int:pk>/", transfers.TransferPage.as_view(), name="transfer"),
    path(
        "transfers/<int:pk>/withdraw/",
        transfers.WithdrawTransferPage.as_view(),
        name="transfer-withdraw",
    ),
]
