"""Addresses of the desk's pages for taking documents over."""

from django.urls import path

from faden.intake.views import publishing, reviewing, sources, taking

urlpatterns = [
    path("", taking.drafts, name="drafts"),
    path("neu/", taking.upload, name="upload"),
    path("<int:pk>/", reviewing.draft, name="draft"),
    path("<int:pk>/spalten/", taking.answer_columns, name="answer_columns"),
    path("<int:pk>/nochmal/", taking.retry, name="retry_draft"),
    path("<int:pk>/gemeinsam/", taking.share, name="share_draft"),
    path("<int:pk>/verwerfen/", taking.discard, name="discard_draft"),
    path("<int:pk>/weiter/", reviewing.next_open, name="next_open"),
    path("<int:pk>/rueckgaengig/", reviewing.undo, name="undo_step"),
    path("<int:pk>/gruppe/<int:group_pk>/", reviewing.group, name="draft_group"),
    path("<int:pk>/seite/<int:page>/", sources.page, name="draft_page"),
    path("<int:pk>/seite/<int:page>.png", sources.picture, name="draft_picture"),
    path("<int:pk>/eintrag/<int:item_pk>/", reviewing.item, name="draft_item"),
    path("<int:pk>/eintrag/<int:item_pk>/stimmt/", reviewing.check_item, name="check_item"),
    path("<int:pk>/eintrag/<int:item_pk>/teilen/", reviewing.split_item, name="split_item"),
    path("<int:pk>/eintrag/<int:item_pk>/verbinden/", reviewing.join_item, name="join_item"),
    path("<int:pk>/eintrag/<int:item_pk>/weglassen/", reviewing.drop_item, name="drop_item"),
    path("<int:pk>/eintrag/<int:item_pk>/zurueckholen/", reviewing.restore_item, name="restore_item"),
    path("<int:pk>/name/<int:name_pk>/", reviewing.release_name, name="release_name"),
    path("<int:pk>/unterschiede/", publishing.differences, name="differences"),
    path("<int:pk>/veroeffentlichen/", publishing.publish, name="publish_draft"),
    path("<int:pk>/zuruecknehmen/", publishing.take_back, name="take_back_draft"),
]
