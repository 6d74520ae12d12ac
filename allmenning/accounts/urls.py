"""Our own pages; those that allauth must find by its own names stand in sign_in_urls.py."""

from django.urls import URLPattern, path

from allmenning.accounts.views import account, roles, second_factor, sign_in

app_name = "accounts"
urlpatterns: list[URLPattern] = [
    path("konto/", account.account, name="account"),
    path("konto/endre/", account.change, name="change"),
    path("konto/steng/", account.close, name="close"),
    path("konto/koble/", sign_in.connect, name="connect"),
    path("konto/koble/<int:pk>/fra/", sign_in.disconnect, name="disconnect"),
    path("konto/totrinn/kreves/", second_factor.needed, name="second_factor_needed"),
    path("konto/roller/", roles.roles, name="roles"),
    path("konto/roller/gi/", roles.give, name="give_role"),
    path("konto/roller/<int:pk>/trekk/", roles.take, name="take_role"),
]
