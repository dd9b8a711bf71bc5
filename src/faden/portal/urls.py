"""Addresses of the public pages and of the desk's overview."""

from django.urls import path, re_path

from faden.portal import desk
from faden.portal.views import addressed, overview, pages, statements

urlpatterns = [
    path("", overview.start, name="start"),
    path("beitraege/", statements.contributions, name="contributions"),
    path("gruppen/", overview.groups, name="groups"),
    path("ziele/", overview.goal_tree, name="goals"),
    path("ziele/<str:code>", addressed.goal, name="goal"),
    path("adresse/", statements.find, name="find"),
    path("seiten/<slug:slug>/", pages.page, name="page"),
    path("melden/", pages.report_mistake, name="report"),
    path("melden/danke/", pages.report_thanks, name="report_thanks"),
    path("marke/<str:name>", pages.mark, name="mark"),
    path("robots.txt", pages.robots, name="robots"),
    path("schreibtisch/", desk.overview, name="desk"),
    path("schreibtisch/seiten/<slug:slug>/", desk.edit_page, name="desk_page"),
    path("schreibtisch/handlungsfelder/", desk.fields, name="desk_fields"),
    path("schreibtisch/programm/", desk.programme, name="desk_programme"),
    path("schreibtisch/meldungen/", desk.reports, name="desk_reports"),
    path("schreibtisch/meldungen/<int:pk>/erledigt/", desk.close_report, name="desk_close_report"),
    path("schreibtisch/mitglieder/", desk.members, name="desk_members"),
    path("schreibtisch/mitglieder/<int:pk>/entlassen/", desk.dismiss_member, name="dismiss_member"),
    re_path(r"^(?P<label>[A-Za-z][0-9]{1,9})$", addressed.address, name="address"),
]
