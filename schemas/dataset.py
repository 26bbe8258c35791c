"""The dataset as a whole: what it is called, what it is about and under which licence it may be used."""

from schemas.vocabularies import Texts

TITLE: Texts = (
    "StrategieWerkstatt: Industrie der ZUKUNFT – offene Daten",
    "StrategyWorkshop: Industry of the FUTURE – open data",
)
DESCRIPTION: Texts = (
    "Was über den sächsischen Beteiligungsprozess zur Industriestrategie (2015–2018, Blick auf 2030) bekannt ist: "
    "Veranstaltungen, Herausforderungen, Leitlinien und Akteure, mit Quellen und Angaben zur Gewissheit.",
    "What is known about Saxony's participatory process towards an industrial strategy (2015–2018, looking to 2030): "
    "events, challenges, guidelines and stakeholder groups, with sources and statements of certainty.",
)
LICENSE = {"name": "CC-BY-4.0", "url": "https://creativecommons.org/licenses/by/4.0/"}
ATTRIBUTION = "StrategieWerkstatt open data"
KEYWORDS: tuple[Texts, ...] = (
    ("Sachsen", "Saxony"),
    ("Industriestrategie", "industrial strategy"),
    ("Industriepolitik", "industrial policy"),
    ("Beteiligung", "participation"),
    ("StrategieWerkstatt", "StrategyWorkshop"),
)
PERIOD = ("2015-12-06", "2018-11-12")  # of the process, from its announcement to its closing event
COLLECTIONS: dict[str, tuple[Texts, Texts]] = {  # resource → title and description as a dataset
    "events": (
        ("StrategieWerkstatt: Veranstaltungen", "StrategyWorkshop: events"),
        (
            "Workshops, Konferenzen, Befragungen und Vorstellungen des Prozesses, seiner Nachfolge und seines Umfelds, soweit belegt.",
            "Workshops, conferences, surveys and presentations of the process, its follow-up and its context, as far as documented.",
        ),
    ),
    "challenges": (
        ("StrategieWerkstatt: Herausforderungen", "StrategyWorkshop: challenges"),
        (
            "Was der Prozess untersuchte, von den Herausforderungsgruppen der Quellen bis zu einzelnen Befunden.",
            "What the process examined, from the families of challenges the sources name to single findings.",
        ),
    ),
    "guidelines": (
        ("StrategieWerkstatt: Leitlinien", "StrategyWorkshop: guidelines"),
        (
            "Leitgedanken, Schlussfolgerungen, Handlungsansätze und empfohlene Maßnahmen, wie sie überliefert sind.",
            "Guiding ideas, closing conclusions, fields of action and recommended measures, as they are preserved.",
        ),
    ),
    "stakeholder-groups": (
        ("StrategieWerkstatt: Akteure", "StrategyWorkshop: stakeholder groups"),
        (
            "Bereiche, Gruppen und Organisationen, die am Prozess Anteil hatten; keine Privatpersonen.",
            "Spheres, groups and organisations that had a part in the process; no private persons.",
        ),
    ),
    "sources": (
        ("StrategieWerkstatt: Quellen", "StrategyWorkshop: sources"),
        (
            "Nachweise der Dokumente, auf denen die Daten beruhen, und der Veröffentlichungen des Prozesses.",
            "Records of the documents the data rest on, and of the publications of the process.",
        ),
    ),
    "initiatives": (
        ("StrategieWerkstatt: Initiativen", "StrategyWorkshop: initiatives"),
        (
            "Vorhaben der Europäischen Union und des Bundes, auf die sich der Prozess bezog.",
            "Policy of the European Union and of the federation that the process was set against.",
        ),
    ),
}
