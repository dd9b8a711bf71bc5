"""Addresses outside any programme, where an installation holds several or none yet."""

from django.urls import include, path

from faden.portal import views

urlpatterns = [
    path("", views.programmes, name="start"),
    path("schreibtisch/", views.programmes, name="desk"),
    path("robots.txt", views.robots, name="robots"),
    path("konto/", include("faden.people.urls")),
]

handler400 = "faden.web.views.bad_request"
handler403 = "faden.web.views.forbidden"
handler404 = "faden.web.views.not_found"
