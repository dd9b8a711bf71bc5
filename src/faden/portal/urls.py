"""Addresses of the public pages and of the desk's overview."""

from django.urls import path, re_path

from faden.portal import desk, views

urlpatterns = [
    path("", views.start, name="start"),
    path("beitraege/", views.contributions, name="contributions"),
    path("gruppen/", views.groups, name="groups"),
    path("ziele/", views.goal_tree, name="goals"),
    path("ziele/<str:code>", views.goal, name="goal"),
    path("adresse/", views.find, name="find"),
    path("seiten/<slug:slug>/", views.page, name="page"),
    path("melden/", views.report_mistake, name="report"),
    path("melden/danke/", views.report_thanks, name="report_thanks"),
    path("marke/<str:name>", views.mark, name="mark"),
    path("robots.txt", views.robots, name="robots"),
    path("schreibtisch/", desk.overview, name="desk"),
    path("schreibtisch/seiten/<slug:slug>/", desk.edit_page, name="desk_page"),
    path("schreibtisch/handlungsfelder/", desk.fields, name="desk_fields"),
    path("schreibtisch/programm/", desk.programme, name="desk_programme"),
    path("schreibtisch/meldungen/", desk.reports, name="desk_reports"),
    path("schreibtisch/meldungen/<int:pk>/erledigt/", desk.close_report, name="desk_close_report"),
    path("schreibtisch/mitglieder/", desk.members, name="desk_members"),
    path("schreibtisch/mitglieder/<int:pk>/entlassen/", desk.dismiss_member, name="dismiss_member"),
    re_path(r"^(?P<label>[A-Za-z][0-9]{1,9})$", views.address, name="address"),
]
