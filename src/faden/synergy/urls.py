"""Addresses of the desk's pages for synergies."""

from django.urls import path

from faden.synergy.views import writing
from faden.synergy.views.desk import actors, bundling, decided, deciding, linking, overview, themes

urlpatterns = [
    path("", overview.overview, name="desk_synergies"),
    path("paare/", deciding.pairs, name="decide_pairs"),
    path("paare/entscheiden/", deciding.decide, name="decide_pair"),
    path("paare/zuruecknehmen/", deciding.undo, name="undo_decision"),
    path("entschieden/", decided.decided, name="decided_links"),
    path("entschieden/<int:pk>/entfernen/", decided.remove, name="remove_link"),
    path("verknuepfen/", linking.link_by_hand, name="link_by_hand"),
    path("aehnlich/", writing.similar_statements, name="similar_statements"),
    path("themen/", themes.overview, name="desk_themes"),
    path("themen/<int:number>/", themes.edit_theme, name="desk_theme"),
    path("themen/<int:number>/zusammenlegen/", themes.merge_theme, name="merge_theme"),
    path("themen/<int:number>/verschieben/", themes.move_statements, name="move_statements"),
    path("akteure/", actors.overview, name="desk_actors"),
    path("akteure/laden/", actors.load_actors, name="load_actors"),
    path("akteure/neu/", actors.edit_actor, name="new_actor"),
    path("akteure/<int:pk>/", actors.edit_actor, name="desk_actor"),
    path("akteure/<int:pk>/entfernen/", actors.remove_actor, name="remove_actor"),
    path("neu/", bundling.new_synergy, name="new_synergy"),
    path("<str:label>/", bundling.edit_synergy, name="desk_synergy"),
    path("<str:label>/sichtbarkeit/", bundling.set_synergy_state, name="desk_synergy_state"),
]
