"""Addresses of one programme's pages."""

from django.urls import include, path

urlpatterns = [
    path("schreibtisch/uebernahme/", include("faden.intake.urls")),
    path("schreibtisch/orte/", include("faden.places.urls")),
    path("schreibtisch/synergien/", include("faden.synergy.urls")),
    path("schreibtisch/meinungsbild/", include("faden.opinion.urls")),
    path("schreibtisch/interesse/", include("faden.opinion.interest_urls")),
    path("schreibtisch/", include("faden.dialogue.urls")),
    path("konto/", include("faden.people.urls")),
    path("", include("faden.synergy.public_urls")),
    path("meinungsbild/", include("faden.opinion.public_urls")),
    path("interesse/", include("faden.opinion.public_interest_urls")),
    path("", include("faden.opendata.urls")),
    path("", include("faden.portal.urls")),
]

handler400 = "faden.web.views.bad_request"
handler403 = "faden.web.views.forbidden"
handler404 = "faden.web.views.not_found"
