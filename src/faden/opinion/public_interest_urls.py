"""Addresses of what everybody sees of questions of interest; a question's own page is at its address."""

from django.urls import path

from faden.opinion.views import interest

urlpatterns = [
    path("", interest.interests, name="interests"),
    path("<int:number>/", interest.take_interest, name="take_interest"),
    path("<int:number>/erreichbar/", interest.set_contact, name="set_interest_contact"),
    path("<int:number>/zuruecknehmen/", interest.withdraw, name="withdraw_interest"),
    path("bestaetigen/<str:key>/", interest.confirm_interest, name="confirm_interest"),
    path("abmelden/<str:key>/", interest.leave_interest, name="leave_interest"),
]
