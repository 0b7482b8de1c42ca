"""Addresses of the quarter of a Centre, and of the sums of several."""

from django.urls import path

from monitoring.quarter_views import (
    agency_behind,
    decisions,
    pages,
    questions,
    since,
    sums,
    text,
    watching,
)

urlpatterns = [
    path("", watching.quarters, name="quarters"),
    path("sums/", sums.sums, name="quarter-sums"),
    path("sums/agencies/", sums.agencies, name="quarter-sums-agencies"),
    path("sums/<slug:name>/", sums.behind, name="quarter-sums-figure"),
    path(
        "agencies/<int:agency_pk>/<str:quarter>/<slug:name>/",
        agency_behind.behind,
        name="quarter-agency-records",
    ),
    path("<int:pk>/", pages.quarter, name="quarter"),
    path("<int:pk>/records/<slug:name>/", pages.behind, name="quarter-records"),
    path("<int:pk>/count/", text.count_again, name="quarter-count"),
    path("<int:pk>/conclusion/", text.text, name="quarter-text"),
    path("<int:pk>/conclusion/<int:number>/", decisions.version, name="quarter-version"),
    path(
        "<int:pk>/conclusion/<int:number>/<str:language>.<str:kind>",
        decisions.file,
        name="quarter-file",
    ),
    path("<int:pk>/sentences/<int:sentence_pk>/", text.sentence, name="quarter-sentence"),
    path("<int:pk>/shortcomings/new/", text.new_shortcoming, name="quarter-new-shortcoming"),
    path(
        "<int:pk>/shortcomings/<int:shortcoming_pk>/", text.shortcoming, name="quarter-shortcoming"
    ),
    path("<int:pk>/recommendations/", text.advice, name="quarter-advice"),
    path("<int:pk>/recommendations/new/", text.new_advice, name="quarter-new-advice"),
    path(
        "<int:pk>/recommendations/<int:advice_pk>/",
        text.change_advice,
        name="quarter-change-advice",
    ),
    path(
        "<int:pk>/recommendations/<int:advice_pk>/take-back/",
        text.take_back,
        name="quarter-take-back",
    ),
    path(
        "<int:pk>/recommendations/<int:advice_pk>/follow-up/",
        text.follow_up,
        name="quarter-follow-up",
    ),
    path("<int:pk>/sign/", decisions.sign, name="quarter-sign"),
    path("<int:pk>/send/", decisions.send, name="quarter-send"),
    path("<int:pk>/receive/", decisions.receive, name="quarter-receive"),
    path("<int:pk>/since/", since.since_signing, name="quarter-since"),
    path("<int:pk>/correct/", decisions.correct, name="quarter-correct"),
    path("<int:pk>/correct/drop/", decisions.drop, name="quarter-drop"),
    path("<int:pk>/questions/", questions.questions, name="quarter-questions"),
    path("<int:pk>/questions/new/", questions.ask, name="quarter-ask"),
    path("<int:pk>/questions/<int:question_pk>/", questions.answer, name="quarter-answer"),
]
