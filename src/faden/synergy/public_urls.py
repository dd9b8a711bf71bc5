"""Addresses of what everybody sees of synergies; a synergy's own page is at its address."""

from django.urls import path

from faden.synergy.views import common, shown, themes

urlpatterns = [
    path("synergien/", shown.synergies, name="synergies"),
    path("synergien/matrix/", common.matrix, name="matrix"),
    path("synergien/netz/", common.network, name="network"),
    path("synergien/gruppen/<int:first>-<int:second>/", common.pair, name="group_pair"),
    path("themen/", themes.overview, name="themes"),
    path("themen/<int:number>/", themes.theme, name="theme"),
]
