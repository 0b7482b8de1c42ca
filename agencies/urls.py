"""Addresses of people, of what is offered, and of what the Order says."""

from django.urls import path

from agencies.views import (
    catalogue,
    own,
    people,
    reference,
    regulations,
    second_step,
    settings,
    tokens,
)

urlpatterns = [
    path("profile/", own.profile, name="profile"),
    path("profile/sessions/end/", own.end_sessions, name="end-sessions"),
    path("profile/second-step/", second_step.own, name="factors"),
    path("profile/second-step/app/", second_step.add_app, name="factor-app"),
    path("profile/second-step/passkey/", second_step.add_passkey, name="factor-passkey"),
    path("profile/second-step/codes/", second_step.codes, name="factor-codes"),
    path("profile/second-step/<slug:kind>/<int:pk>/name/", second_step.rename, name="factor-name"),
    path(
        "profile/second-step/<slug:kind>/<int:pk>/remove/",
        second_step.remove,
        name="factor-remove",
    ),
    path("people/<int:pk>/second-step/", second_step.reset, name="factor-reset"),
    path("people/<int:pk>/sign-out/", second_step.sign_out, name="sign-somebody-out"),
    path("people/", people.people, name="people"),
    path("people/invite/", people.invite, name="invite"),
    path("people/acting-head/<int:pk>/", people.acting_head, name="acting-head"),
    path("tokens/", tokens.token_list, name="tokens"),
    path("tokens/new/", tokens.issue_token, name="token-new"),
    path("tokens/<int:pk>/end/", tokens.end_token, name="token-end"),
    path("catalogue/", catalogue.catalogue, name="catalogue"),
    path("regulations/", regulations.regulations, name="regulations"),
    path("reference/", reference.reference, name="reference"),
    path("settings/", settings.setting_list, name="settings"),
    path("settings/<slug:key>/", settings.change_setting, name="setting"),
]
