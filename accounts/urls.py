"""Addresses of signing in and of passwords."""

from django.urls import path

from accounts import views

urlpatterns = [
    path("sign-in/", views.SignIn.as_view(), name="sign-in"),
    path("sign-out/", views.SignOut.as_view(), name="sign-out"),
    path("confirm/", views.ConfirmPassword.as_view(), name="confirm"),
    path("password/", views.ChangePassword.as_view(), name="change-password"),
    path("password/forgotten/", views.forgotten_password, name="forgotten-password"),
    path("password/set/<uidb64>/<token>/", views.SetPassword.as_view(), name="set-password"),
    path("mail/", views.sent_mail, name="sent-mail"),
]
