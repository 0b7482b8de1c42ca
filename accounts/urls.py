"""Addresses of signing in and of passwords."""

from django.urls import path

from accounts import ceremonies, views

urlpatterns = [
    path("sign-in/", views.SignIn.as_view(), name="sign-in"),
    path("sign-out/", views.SignOut.as_view(), name="sign-out"),
    path("second-step/", views.second_step, name="second-step"),
    path("sign-in/passkey/ask/", ceremonies.BeginSigning.as_view(), name="passkey-ask"),
    path("sign-in/passkey/answer/", ceremonies.Signed.as_view(), name="passkey-answer"),
    path("profile/second-step/passkey/new/", ceremonies.BeginMaking.as_view(), name="passkey-new"),
    path("profile/second-step/passkey/made/", ceremonies.Made.as_view(), name="passkey-made"),
    path("confirm/", views.ConfirmPassword.as_view(), name="confirm"),
    path("password/", views.ChangePassword.as_view(), name="change-password"),
    path("password/forgotten/", views.forgotten_password, name="forgotten-password"),
    path("password/set/<uidb64>/<token>/", views.SetPassword.as_view(), name="set-password"),
    path("mail/", views.sent_mail, name="sent-mail"),
]
