"""Addresses of results as files."""

from django.urls import re_path

from faden.opendata import views
from faden.opendata.formats import FORMATS

_FILE = rf"ergebnisse\.(?P<ending>{'|'.join(FORMATS)})$"

urlpatterns = [
    re_path(rf"^{_FILE}", views.results, name="results"),
    re_path(rf"^(?P<label>G[0-9]{{1,9}})/{_FILE}", views.results, name="group_results"),
]
