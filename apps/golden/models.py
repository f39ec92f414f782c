"""What we hold to be true: golden records, the crosswalk, links, overrides and the rulebook.

Written only by `writer.py`; a contract of the import linter keeps it so.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from apps.golden.words import Lifetime, Origin, Status, Verdict
from apps.history.tracked import TrackedHistory


class Rulebook(models.Model):
    """One version of a domain's rules, laid over the defaults of its domain file. Exactly one per domain is active."""

    class Status(models.TextChoices):
        DRAFT = "draft"
        REHEARSED = "rehearsed"
        APPROVED = "approved"
        ACTIVE = "active"
        SUPERSEDED = "superseded"

    domain = models.CharField(max_length=30)
    version = models.PositiveIntegerField()
    status = models.CharField(max_length=12, choices=Status.choices)
    document = models.JSONField(default=dict)
    author = models.CharField(max_length=150)
    created_at = models.DateTimeField()

    history = TrackedHistory()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("domain", "version"), name="rulebook_one_per_version"),
            models.UniqueConstraint(fields=("domain",), condition=Q(status="active"), name="rulebook_one_active"),
        )

    def __str__(self) -> str:
        return f"{self.domain} v{self.version}"


class GoldenRecord(models.Model):
    """One thing in the world as we hold it to be: derived from its source records and overrides, never edited.

    A retired golden record answers for ever: with the one it was merged into, with its successors, or with the reason
    why it is gone. `provenance` says per field which record or override gave the value, by which rule, since when.
    """

    id = models.UUIDField(primary_key=True)
    domain = models.CharField(max_length=30)
    values = models.JSONField()
    provenance = models.JSONField()
    version = models.PositiveIntegerField()
    status = models.CharField(max_length=10, choices=Status.choices)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="absorbed", db_index=False)
    successors = models.JSONField(default=list)
    retired_reason = models.CharField(max_length=200, blank=True)
    confirmed = models.BooleanField(default=False, help_text="a steward has decided on its members")
    unmatchable = models.BooleanField(default=False, help_text="none of the matching fields is filled")
    rulebook = models.ForeignKey(Rulebook, models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    history = TrackedHistory(no_db_index=["merged_into", "rulebook"])

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(status__in=("live", "retired")), name="golden_status_known"),
            models.CheckConstraint(condition=Q(status="retired") | Q(merged_into=None), name="golden_live_not_merged"),
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="golden_not_merged_into_itself"),
        )
        indexes = (
            models.Index(fields=("domain", "status", "id"), name="golden_list"),
            models.Index(fields=("merged_into",), condition=~Q(merged_into=None), name="golden_merged_into"),
        )

    def __str__(self) -> str:
        return str(self.id)


class Xref(models.Model):
    """The crosswalk: this source record belongs to that golden record.

    The primary key makes it exactly one; a foreign key of the migration's own makes it a live one.
    """

    record = models.OneToOneField("sources.SourceRecord", models.PROTECT, primary_key=True, related_name="xref")
    golden = models.ForeignKey(GoldenRecord, models.PROTECT, related_name="xrefs", db_constraint=False)
    since = models.DateTimeField()

    history = TrackedHistory()

    def __str__(self) -> str:
        return f"{self.record_id} → {self.golden_id}"


class Link(models.Model):
    """What is held about two source records: the same, different, related, or suggested to a person.

    `left` is the lower id. A steward's link outranks a machine's and is changed by none. A link that a later one
    replaces keeps its row with `superseded_at`.
    """

    id = models.UUIDField(primary_key=True)
    domain = models.CharField(max_length=30)
    left = models.ForeignKey("sources.SourceRecord", models.PROTECT, related_name="+", db_constraint=False)
    right = models.ForeignKey("sources.SourceRecord", models.PROTECT, related_name="+", db_constraint=False)
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    relation = models.CharField(max_length=30, blank=True)
    origin = models.CharField(max_length=10, choices=Origin.choices)
    weight = models.FloatField(help_text="match weight in bits")
    reason = models.TextField(blank=True)
    evidence = models.JSONField(default=list)
    fingerprint = models.CharField(max_length=32, blank=True, help_text="digest of the compared values")
    rulebook = models.ForeignKey(Rulebook, models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    decided_by = models.CharField(max_length=150)
    decided_at = models.DateTimeField()
    until = models.DateTimeField(null=True)
    superseded_at = models.DateTimeField(null=True)

    history = TrackedHistory(no_db_index=["left", "right", "rulebook"])

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("left", "right"), condition=Q(superseded_at=None), name="link_one_standing_per_pair"
            ),
            models.CheckConstraint(condition=Q(left__lt=F("right")), name="link_left_is_lower"),
        )
        indexes = (
            models.Index(
                fields=("domain", "id"), condition=Q(verdict="suggested", superseded_at=None), name="link_open"
            ),
        )

    def __str__(self) -> str:
        return f"{self.left_id} {self.verdict} {self.right_id}"


class Override(models.Model):
    """A steward's value for one field of one golden record: an input with author, reason and lifetime, never an edit.

    `base` holds what the sources said when it was made. An override that no longer counts keeps its row with
    `released_at`.
    """

    id = models.UUIDField(primary_key=True)
    golden = models.ForeignKey(GoldenRecord, models.PROTECT, related_name="overrides")
    field = models.CharField(max_length=60)
    value = models.JSONField(null=True)
    reason = models.TextField()
    author = models.CharField(max_length=150)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    lifetime = models.CharField(max_length=24, choices=Lifetime.choices, default=Lifetime.FOREVER)
    until = models.DateTimeField(null=True)
    base = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)

    history = TrackedHistory()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("golden", "field"), condition=Q(released_at=None), name="override_one_standing_per_field"
            ),
        )

    def __str__(self) -> str:
        return f"{self.golden_id}.{self.field}"


class CrowdedKey(models.Model):
    """A blocking key shared by too many records: skipped for them, and said so with its size, up to a thousand."""

    domain = models.CharField(max_length=30)
    rule = models.CharField(max_length=60)
    key = models.BigIntegerField()
    size = models.PositiveIntegerField()
    seen_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("domain", "rule", "key"), name="crowdedkey_once"),)

    def __str__(self) -> str:
        return f"{self.domain}/{self.rule}: {self.size} records"
