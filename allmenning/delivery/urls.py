from django.urls import path

from allmenning.delivery import views

app_name = "delivery"
urlpatterns = [
    path("abonner/arbeider.js", views.worker, name="worker"),
    path("abonner/rapport/", views.report, name="report"),
    path("abonner/bekreft/<str:token>/", views.confirm, name="confirm"),
    path("abonner/avslutt/<str:token>/", views.leave, name="leave"),
    path("abonner/<int:account>/", views.join, name="join"),
    path("abonner/<int:account>/sendt/", views.sent, name="sent"),
    path("abonner/<int:account>/kode/<str:signed>/", views.code, name="code"),
    path("abonner/<int:account>/nettleser/", views.browser, name="browser"),
]
