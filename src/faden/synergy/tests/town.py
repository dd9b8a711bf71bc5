"""Statements of an invented town: what tests of the pure modules compare."""

from faden.synergy.finding.items import Item

ITEMS = [
    Item("w1", "Wohnen", "goal", "Bezahlbare Wohnungen in allen Vierteln schaffen", ("WO_1.1",)),
    Item("w2", "Wohnen", "assessment", "Viele ältere Menschen sind allein in zu großen Wohnungen"),
    Item("w3", "Wohnen", "proposal", "Dächer der Siedlung für Solarstrom nutzen"),
    Item("w4", "Wohnen", "question", "Wie geht es weiter?"),
    Item("v1", "Verkehr", "goal", "Sichere Radwege in die Innenstadt bauen", ("MO_2.4",)),
    Item("v2", "Verkehr", "assessment", "An der Lindenallee fehlt ein Radweg", (), ("Lindenallee",)),
    Item("v3", "Verkehr", "proposal", "Fahrradstellplätze am Bahnhof überdachen"),
    Item("v4", "Verkehr", "proposal", "Besuchsdienst mit dem Bürgerbus"),
    Item("k1", "Klima", "goal", "Erneuerbare Energien ausbauen", ("WO_1.1",)),
    Item("k2", "Klima", "assessment", "Zu wenig Photovoltaik auf den Dächern der Stadt"),
    Item("k3", "Klima", "proposal", "Bäume an der Lindenallee pflanzen", (), ("Lindenallee",)),
    Item("k4", "Klima", "proposal", "Fahrrad statt Auto: Prämie der Stadtwerke", (), (), ("Stadtwerke",)),
]
