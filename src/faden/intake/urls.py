"""Addresses of the desk's pages for taking documents over."""

from django.urls import path

from faden.intake import views

urlpatterns = [
    path("neu/", views.upload, name="upload"),
    path("<int:pk>/", views.draft, name="draft"),
    path("<int:pk>/spalten/", views.answer_columns, name="answer_columns"),
    path("<int:pk>/nochmal/", views.retry, name="retry_draft"),
    path("<int:pk>/gruppe/<int:group_pk>/", views.group, name="draft_group"),
    path("<int:pk>/eintrag/<int:item_pk>/", views.item, name="draft_item"),
    path("<int:pk>/eintrag/<int:item_pk>/weglassen/", views.drop_item, name="drop_item"),
    path("<int:pk>/eintrag/<int:item_pk>/zurueckholen/", views.restore_item, name="restore_item"),
    path("<int:pk>/name/<int:name_pk>/", views.release_name, name="release_name"),
    path("<int:pk>/veroeffentlichen/", views.publish, name="publish_draft"),
    path("<int:pk>/verwerfen/", views.discard, name="discard_draft"),
]
