"""Addresses of the desk's pages for questions of interest."""

from django.urls import path

from faden.opinion.views.desk import interest

urlpatterns = [
    path("", interest.overview, name="desk_interests"),
    path("neu/", interest.new, name="new_interest"),
    path("<int:number>/", interest.edit, name="desk_interest"),
    path("<int:number>/schliessen/", interest.close, name="close_interest"),
]
