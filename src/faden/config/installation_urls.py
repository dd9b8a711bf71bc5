"""Addresses outside any programme, where an installation holds several or none yet."""

from django.urls import include, path

from faden.portal.views import overview, pages

urlpatterns = [
    path("", overview.programmes, name="start"),
    path("schreibtisch/", overview.programmes, name="desk"),
    path("robots.txt", pages.robots, name="robots"),
    path("konto/", include("faden.people.urls")),
]

handler400 = "faden.web.views.bad_request"
handler403 = "faden.web.views.forbidden"
handler404 = "faden.web.views.not_found"
