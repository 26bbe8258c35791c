"""The closed vocabularies: every code a record may use, with its name in German and English."""

from dataclasses import dataclass

Texts = tuple[str, str]  # the same in German and English
Vocabulary = dict[str, Texts]

RESOURCES: Vocabulary = {
    "events": ("Veranstaltungen", "Events"),
    "challenges": ("Herausforderungen", "Challenges"),
    "guidelines": ("Leitlinien", "Guidelines"),
    "stakeholder-groups": ("Akteure", "Stakeholder groups"),
    "sources": ("Quellen", "Sources"),
    "initiatives": ("Initiativen", "Initiatives"),
}

CERTAINTY: Vocabulary = {
    "stated": ("belegt: eine Quelle sagt es", "stated: a source says so"),
    "derived": ("abgeleitet: unsere Lesart der Quellen", "derived: our reading of the sources"),
}

PHASES: Vocabulary = {
    "process": ("Prozess 2015–2018", "the process itself, 2015–2018"),
    "follow-up": ("Nachfolge ab Dezember 2018", "follow-up after November 2018"),
    "context": ("Umfeld, nicht Teil des Prozesses", "context, not part of the process"),
}

THEMES: Vocabulary = {
    "arbeit": ("Arbeit", "Work"),
    "digitalisierung": ("Digitalisierung", "Digitalisation"),
    "europa": ("Europa", "Europe"),
    "fachkraefte": ("Fachkräfte", "Skilled labour"),
    "geschaeftsmodelle": ("Geschäftsmodelle", "Business models"),
    "infrastruktur": ("Infrastruktur", "Infrastructure"),
    "innovation": ("Innovation", "Innovation"),
    "kompetenzen": ("Kompetenzen", "Skills"),
    "kooperation": ("Kooperation", "Cooperation"),
    "kreativwirtschaft": ("Kreativwirtschaft", "Creative sector"),
    "nachhaltigkeit": ("Nachhaltigkeit", "Sustainability"),
    "stadt-land": ("Stadt und Land", "Town and country"),
    "technologie": ("Technologie", "Technology"),
    "transfer": ("Wissens- und Technologietransfer", "Knowledge and technology transfer"),
    "wertschoepfung": ("Wertschöpfung", "Value creation"),
}

EVENT_FORMATS: Vocabulary = {
    "award-ceremony": ("Preisverleihung", "Award ceremony"),
    "closing-event": ("Abschlussveranstaltung", "Closing event"),
    "competition": ("Wettbewerb", "Competition"),
    "conference": ("Konferenz", "Conference"),
    "dialogue": ("Gespräch", "Dialogue"),
    "milestone": ("Meilenstein", "Milestone"),
    "online-survey": ("Online-Befragung", "Online survey"),
    "presentation": ("Vorstellung", "Presentation"),
    "presentation-and-panel": ("Vorstellung mit Podium", "Presentation and panel"),
    "seminar": ("Seminar", "Seminar"),
    "workshop": ("Workshop", "Workshop"),
    "youth-workshop": ("Jugendworkshop", "Youth workshop"),
}

EVENT_STATUS: Vocabulary = {
    "announced": (
        "angekündigt: nur die Einladung ist überliefert",
        "announced: only an invitation is preserved, no report that it took place",
    ),
    "held": ("fand statt", "took place"),
}

ADMISSION: Vocabulary = {"free": ("frei", "free of charge")}

CHALLENGE_KINDS: Vocabulary = {
    "context": ("Hintergrund", "Background"),
    "family": ("Herausforderungsgruppe der Quellen", "Group of challenges named by the sources"),
    "field": ("Handlungsfeld der Analyse", "Field of action of the analysis"),
    "finding": ("Einzelbefund", "Single finding"),
    "focus": ("Erklärter Schwerpunkt", "Declared focus"),
    "question": ("Leitfrage", "Guiding question"),
    "stakeholder-view": ("Sicht eines Beteiligten", "Position of a participant, not of the state"),
    "swot": ("Baustein einer SWOT-Sicht", "Building block for a SWOT view"),
}

QUADRANTS: Vocabulary = {
    "opportunity": ("Chance", "Opportunity"),
    "strength": ("Stärke", "Strength"),
    "threat": ("Risiko", "Threat"),
    "weakness": ("Schwäche", "Weakness"),
}

GUIDELINE_KINDS: Vocabulary = {
    "action-field": ("Handlungsansatz der Empfehlungen", "Field of action of the recommendations"),
    "closing-conclusion": ("Schlussfolgerung zum Abschluss 2018", "Conclusion voiced at the 2018 closing"),
    "guiding-idea": (
        "Leitgedanke, wie ihn Meldungen und Presse wiedergeben",
        "Guiding idea as reported by releases and press",
    ),
    "measure": ("Empfohlene Maßnahme", "Recommended measure"),
}

GUIDELINE_GROUPS: Vocabulary = {
    "arbeit-und-kompetenzen": ("Arbeit und Kompetenzen", "Work and competences"),
    "digitalisierung-und-geschaeftsmodelle": (
        "Digitalisierung und Geschäftsmodelle",
        "Digitalisation and business models",
    ),
    "innovation-und-kooperation": ("Innovation und Kooperation", "Innovation and cooperation"),
    "nachhaltigkeit-und-wertschoepfung": ("Nachhaltigkeit und Wertschöpfung", "Sustainability and value creation"),
}

GUIDELINE_RANKS: Vocabulary = {
    "core": ("Kern", "Core"),
    "focus": ("Schwerpunkt", "Focus"),
    "foundation": ("Grundlage", "Foundation"),
    "means": ("Mittel", "Means"),
    "precondition": ("Voraussetzung", "Precondition"),
}

STAKEHOLDER_TYPES: Vocabulary = {
    "group": ("Gruppe", "Group"),
    "organisation": ("Organisation", "Organisation"),
    "sphere": ("Bereich der Ankündigung vom 24. April 2018", "Sphere named in the announcement of 24 April 2018"),
}

STAKEHOLDER_ROLES: Vocabulary = {
    "addressee": ("Adressat", "Addressee"),
    "advisor": ("Beratung", "Advisor"),
    "co-author": ("Mitautorschaft", "Co-author"),
    "commentator": ("Stellungnahme", "Commentator"),
    "commissioner": ("Auftraggeber", "Commissioner"),
    "exhibitor": ("Aussteller", "Exhibitor"),
    "host": ("Gastgeber", "Host"),
    "lead-unit": ("Federführung", "Lead unit"),
    "multiplier": ("Multiplikator", "Multiplier"),
    "operator": ("Projektträger", "Operator"),
    "organiser": ("Veranstalter", "Organiser"),
    "participant": ("Teilnahme", "Participant"),
    "policy-context": ("Politisches Umfeld", "Policy context"),
    "speaker": ("Vortrag", "Speaker"),
    "successor": ("Nachfolge", "Successor"),
    "venue": ("Veranstaltungsort", "Venue"),
}

SOURCE_KINDS: Vocabulary = {
    "official": ("Amtlich: Ministerium, Freistaat, Bund, EU", "Official: ministry, state, federation, EU"),
    "operator": ("Projektträger VDI/VDE-IT", "Operator VDI/VDE-IT"),
    "parliament": ("Parlament", "Parliament"),
    "participant": ("Teilnehmer", "Participant"),
    "partner": ("Partner", "Partner"),
    "press": ("Presse", "Press"),
    "press-release-copy": ("Übernahme einer Pressemitteilung", "Copy of a press release"),
    "process-output": (
        "Veröffentlichung des Prozesses oder seiner Nachfolge",
        "Publication by the process or its successor",
    ),
    "stakeholder-view": ("Sicht eines Beteiligten", "Position of a stakeholder"),
}

DOCUMENT_TYPES: Vocabulary = {
    "analysis": ("Analyse", "Analysis"),
    "brochure": ("Broschüre", "Brochure"),
    "leaflet": ("Faltblatt", "Leaflet"),
    "recommendations": ("Handlungsempfehlungen", "Recommendations"),
    "report": ("Bericht", "Report"),
    "slides": ("Foliensatz", "Slides"),
    "spotlight": ("Schlaglicht", "Spotlight"),
    "study": ("Studie", "Study"),
    "theses": ("Thesen", "Theses"),
}

LEVELS: Vocabulary = {
    "eu": ("Europäische Union", "European Union"),
    "federal": ("Bund", "Federal Republic of Germany"),
}


@dataclass(frozen=True)
class Scheme:
    """A vocabulary as it is published, at `/vocabularies/<name>`: its title and its codes."""

    title: Texts
    codes: Vocabulary


SCHEMES: dict[str, Scheme] = {
    "admission": Scheme(("Eintritt", "Admission"), ADMISSION),
    "certainty": Scheme(("Gewissheit", "Certainty"), CERTAINTY),
    "challenge-kinds": Scheme(("Arten von Herausforderungen", "Kinds of challenges"), CHALLENGE_KINDS),
    "document-types": Scheme(("Arten von Veröffentlichungen", "Types of publications"), DOCUMENT_TYPES),
    "event-formats": Scheme(("Arten von Veranstaltungen", "Kinds of events"), EVENT_FORMATS),
    "event-status": Scheme(("Überlieferung von Veranstaltungen", "What is preserved of events"), EVENT_STATUS),
    "guideline-groups": Scheme(("Schlagwortpaare der Leitlinien", "Pairs of key terms of the guidelines"), GUIDELINE_GROUPS),
    "guideline-kinds": Scheme(("Arten von Leitlinien", "Kinds of guidelines"), GUIDELINE_KINDS),
    "guideline-ranks": Scheme(("Gewicht von Leitlinien", "Weight of guidelines"), GUIDELINE_RANKS),
    "levels": Scheme(("Ebenen der Politik", "Levels of policy"), LEVELS),
    "phases": Scheme(("Phasen", "Phases"), PHASES),
    "quadrants": Scheme(("SWOT-Felder", "SWOT quadrants"), QUADRANTS),
    "source-kinds": Scheme(("Arten von Quellen", "Kinds of sources"), SOURCE_KINDS),
    "stakeholder-roles": Scheme(("Rollen von Akteuren", "Roles of stakeholders"), STAKEHOLDER_ROLES),
    "stakeholder-types": Scheme(("Arten von Akteuren", "Types of stakeholders"), STAKEHOLDER_TYPES),
    "themes": Scheme(("Themen", "Themes"), THEMES),
}

# A field keeps the codes it allows, which tell the vocabulary they come from.
NAMES: dict[tuple[str, ...], str] = {tuple(scheme.codes): name for name, scheme in SCHEMES.items()}


def label(text: str) -> tuple[str, str]:
    """The name of a code and what it says beyond it, which may be nothing.

    >>> label("derived: our reading of the sources")
    ('derived', 'our reading of the sources')
    """
    name, _, definition = text.partition(": ")
    return name, definition
