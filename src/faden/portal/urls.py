"""Addresses of the public pages and of the desk's overview."""

from django.urls import path, re_path, register_converter

from faden.portal import desk
from faden.portal.converters import DayConverter, LabelConverter
from faden.portal.views import addressed, districts, documents, feeds, history, maps, news, overview, pages, statements

register_converter(DayConverter, "day")
register_converter(LabelConverter, "label")

urlpatterns = [
    path("", overview.start, name="start"),
    path("beitraege/", statements.contributions, name="contributions"),
    path("vorschlaege/", statements.suggestions, name="suggestions"),
    path("gruppen/", overview.groups, name="groups"),
    path("ziele/", overview.goal_tree, name="goals"),
    path("ziele/<str:code>", addressed.goal, name="goal"),
    path("stadtteile/", districts.districts, name="districts"),
    path("stadtteile/<slug:slug>/", districts.district, name="district"),
    path("karte/", maps.map_page, name="map"),
    path("karte.json", maps.map_data, name="map_data"),
    path("orte/<int:pk>/", maps.place, name="place"),
    path("ziele/<str:code>/verlauf", history.of_goal, name="goal_history"),
    path("ziele/<str:code>/neu.atom", feeds.of_goal, name="goal_feed"),
    path("adresse/", statements.find, name="find"),
    path("dokumente/<int:pk>", documents.document, name="document"),
    path("seiten/<slug:slug>/", pages.page, name="page"),
    path("seiten/<slug:slug>/verlauf", history.of_page, name="page_history"),
    path("neu/", news.overview, name="news"),
    path("neu/zahl.json", news.count, name="news_count"),
    path("neu/<day:day>/", news.of_day, name="news_day"),
    path("neu.atom", feeds.programme, name="feed"),
    path("termine.ics", feeds.meetings, name="meetings"),
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
    path("schreibtisch/name/", desk.own_name, name="desk_own_name"),
    re_path(r"^(?P<label>[A-Za-z][0-9]{1,9})$", addressed.address, name="address"),
    path("<label:label>/verlauf", history.of_address, name="history"),
    path("<label:label>/neu.atom", feeds.of_address, name="address_feed"),
    path("<label:label>/termine.ics", feeds.meetings_of_group, name="group_meetings"),
    path("<label:label>/termine/<int:pk>.ics", feeds.meeting, name="meeting"),
]
