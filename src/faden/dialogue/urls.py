"""Addresses of the desk's pages for groups and contributions."""

from django.urls import path

from faden.dialogue import views

urlpatterns = [
    path("gruppen/neu/", views.new_group, name="new_group"),
    path("gruppen/<int:number>/", views.edit_group, name="desk_group"),
    path("gruppen/<int:number>/veroeffentlichen/", views.publish_group, name="publish_group"),
    path("gruppen/<int:number>/betreuung/", views.set_facilitators, name="set_facilitators"),
    path("gruppen/<int:number>/eintragen/", views.quick_entry, name="quick_entry"),
    path("gruppen/<int:number>/treffen/neu/", views.meeting, name="new_meeting"),
    path("gruppen/<int:number>/treffen/<int:pk>/", views.meeting, name="desk_meeting"),
    path("gruppen/<int:number>/treffen/<int:pk>/loeschen/", views.remove_meeting, name="remove_meeting"),
    path("beitraege/<int:number>/", views.edit_contribution, name="desk_contribution"),
    path("beitraege/<int:number>/sichtbarkeit/", views.set_contribution_state, name="desk_contribution_state"),
    path("dokumente/", views.documents, name="documents"),
    path("dokumente/<int:pk>/original/", views.original, name="original"),
    path("dokumente/<int:pk>/original/loeschen/", views.delete_original, name="delete_original"),
]
