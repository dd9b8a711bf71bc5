"""Addresses of the desk's pages for places."""

from django.urls import path

from faden.places import views

urlpatterns = [
    path("", views.overview, name="desk_places"),
    path("laden/", views.load, name="load_places"),
    path("neu/", views.edit_place, name="new_place"),
    path("<int:pk>/", views.edit_place, name="desk_place"),
    path("<int:pk>/entfernen/", views.remove_place, name="remove_place"),
    path("stadtteil/neu/", views.edit_district, name="new_district"),
    path("stadtteil/<int:pk>/", views.edit_district, name="desk_district"),
    path("stadtteil/<int:pk>/entfernen/", views.remove_district, name="remove_district"),
    path("pruefen/", views.review, name="review_mentions"),
    path("nennung/<int:pk>/ja/", views.confirm, name="confirm_mention"),
    path("nennung/<int:pk>/nein/", views.reject, name="reject_mention"),
    path("nennung/<int:pk>/anderer/", views.choose, name="choose_place"),
    path("nennung/<int:pk>/offen/", views.reopen, name="reopen_mention"),
    path("an/<int:number>/", views.statement, name="desk_statement_places"),
]
