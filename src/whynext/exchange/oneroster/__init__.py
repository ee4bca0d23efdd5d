"""OneRoster 1.1 and 1.2 CSV in: a folder or a zip to a roster, with every defect named.

Examples
--------
>>> import io, zipfile
>>> files = {
...     "manifest.csv": "propertyName,value\\noneroster.version,1.1\\nfile.orgs,bulk\\nfile.users,bulk\\n",
...     "orgs.csv": "sourcedId,name,type\\nhill,Hill School,school\\n",
...     "users.csv": "sourcedId,enabledUser,orgSourcedIds,role,username,givenName,familyName,grades\\n"
...     "ada,true,hill,student,ada,Ada,Example,05\\n",
... }
>>> packed = io.BytesIO()
>>> with zipfile.ZipFile(packed, "w") as archive:
...     for name, text in files.items():
...         archive.writestr(name, text)
>>> roster, changes = import_roster(packed.getvalue())
>>> roster.student("ada").grade
5.0
>>> changes.tables["people"].added, len(changes.report)
(1, 0)
"""

from whynext.exchange.oneroster.findings import Finding, ImportRefused, Kind, Report, Severity
from whynext.exchange.oneroster.merging import Changes, apply, import_roster
from whynext.exchange.oneroster.reading import Imported, Table, read
from whynext.exchange.oneroster.source import Limits

__all__ = [
    "Changes",
    "Finding",
    "ImportRefused",
    "Imported",
    "Kind",
    "Limits",
    "Report",
    "Severity",
    "Table",
    "apply",
    "import_roster",
    "read",
]
