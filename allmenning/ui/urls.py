from django.urls import path

from allmenning.ui import views

app_name = "ui"
urlpatterns = [
    path("stil/", views.style, name="style"),
]
