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
