"""Addresses of what everybody sees of Meinungsbilder; the picture itself is at its address."""

from django.urls import path

from faden.opinion.views import devices, own, proposing, results, shown, taking_part

urlpatterns = [
    path("", taking_part.opinion, name="opinion"),
    path("<int:number>/", taking_part.conversation, name="conversation"),
    path("<int:number>/abstimmen/", taking_part.vote, name="vote"),
    path("<int:number>/einverstanden/", taking_part.agree, name="consent"),
    path("<int:number>/stimmen/", own.own_votes, name="own_votes"),
    path("<int:number>/stimmen/zuruecknehmen/", own.take_back, name="take_back"),
    path("<int:number>/stimmen/loeschen/", own.erase, name="erase_votes"),
    path("<int:number>/geraet/", devices.move, name="move_ticket"),
    path("<int:number>/weiter/", devices.redeem, name="redeem"),
    path("<int:number>/vorschlagen/", proposing.propose, name="propose"),
    path("so-rechnen-wir/", shown.method, name="method"),
    path("<int:number>/aussagen/", shown.statements, name="statements"),
    path("<int:number>/aussagen/<int:statement>/", shown.statement, name="statement"),
    path("<int:number>/verlauf/", shown.over_time, name="over_time"),
    path("<int:number>/wand/", shown.wall, name="wall"),
    path("<int:number>/einbetten/", shown.embed, name="embed"),
    path("<int:number>/ergebnisse.csv", results.results_csv, name="results_csv"),
    path("<int:number>/bild.json", results.picture_json, name="picture_json"),
]
