"""The fixed words of this room: states, verdicts, origins, lifetimes."""

from typing import Final

from django.db import models

FOUND_BY: Final = "found by"
"""The line of a link's evidence that names the blocking rules whose keys brought the two records together."""


class Status(models.TextChoices):
    LIVE = "live"
    RETIRED = "retired"


class Verdict(models.TextChoices):
    SAME = "same"
    DIFFERENT = "different"
    RELATED = "related"
    SUGGESTED = "suggested"


class Origin(models.TextChoices):
    KEY = "key"
    SCORE = "score"
    STEWARD = "steward"


class Lifetime(models.TextChoices):
    FOREVER = "forever", "for ever"
    SOURCE_CHANGE = "until_source_changes", "until any source changes the field"
    OWNER_CHANGE = "until_owner_changes", "until the owner changes it"
    DATE = "until_date", "until a date"
