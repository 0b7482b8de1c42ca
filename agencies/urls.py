"""Addresses of people, of what is offered, and of what the Order says."""

from django.urls import path

from agencies.views import catalogue, own, people, reference, regulations, settings, tokens

urlpatterns = [
    path("profile/", own.profile, name="profile"),
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
