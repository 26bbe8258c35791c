"""The whole dataset as schema.org describes one, for search engines: what `/catalog` says to data portals, in brief."""

from typing import Any

from api import API
from api.downloads import BuiltFile
from api.representations.bulk import DOWNLOADS
from api.web.addresses import address
from api.web.perspective import Perspective
from schemas.dataset import ATTRIBUTION, DESCRIPTION, KEYWORDS, LICENSE, PERIOD, TITLE
from schemas.fields import LANGUAGES, in_language


def dataset(looking: Perspective, files: list[BuiltFile]) -> dict[str, Any]:
    number, language = looking.edition.number, looking.language
    return {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": address("/catalog#dataset"),
        "name": in_language(TITLE, language),
        "description": in_language(DESCRIPTION, language),
        "url": address("/", release=number if looking.pinned else None),
        "version": str(number),
        "dateModified": looking.edition.published_at,
        "license": LICENSE["url"],
        "isAccessibleForFree": True,
        "creator": {"@type": "Organization", "name": ATTRIBUTION, "url": address("/")},
        "inLanguage": list(LANGUAGES),
        "keywords": [in_language(each, language) for each in KEYWORDS],
        "temporalCoverage": "/".join(PERIOD),
        "spatialCoverage": {"@type": "Place", "name": in_language(KEYWORDS[0], language)},
        "distribution": [
            {
                "@type": "DataDownload",
                "name": in_language(DOWNLOADS[file.name].title, language),
                "contentUrl": address(f"{API}/downloads/release-{number}/{file.name}"),
                "encodingFormat": file.media_type,
                "contentSize": str(file.byte_size),
                "sha256": file.sha256,
            }
            for file in files
        ],
    }
