"""Addresses of the desk's pages for Meinungsbilder."""

from django.urls import path

from faden.opinion.views.desk import choosing, files, oddities, overview, preparing, running, statements

urlpatterns = [
    path("", overview.overview, name="desk_opinion"),
    path("neu/", preparing.edit_conversation, name="new_conversation"),
    path("uebernehmen/", files.import_polis, name="import_polis"),
    path("<int:number>/", running.conversation, name="desk_conversation"),
    path("<int:number>/bearbeiten/", preparing.edit_conversation, name="edit_conversation"),
    path("<int:number>/stand/", running.set_stage, name="set_stage"),
    path("<int:number>/gruppen/", running.name_groups, name="name_groups"),
    path("<int:number>/auffaelliges/", oddities.oddities, name="desk_oddities"),
    path("<int:number>/dateien/", files.files, name="desk_files"),
    path("<int:number>/dateien/polis/", files.export_polis, name="export_polis"),
    path("<int:number>/veroeffentlichen/", files.publish_imported, name="publish_imported"),
    path("<int:number>/aussagen/", statements.statements, name="desk_statements"),
    path("<int:number>/aussagen/waehlen/", choosing.choose_statements, name="choose_statements"),
    path("<int:number>/aussagen/schreiben/", choosing.add_statements, name="add_statements"),
    path("<int:number>/aussagen/<int:statement>/", statements.edit_statement, name="edit_statement"),
]
