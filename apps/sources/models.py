"""What the other systems say: systems, their records as they came, and the trays between the stages."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from apps.history.tracked import TrackedHistory


class SourceSystem(models.Model):
    """One outside system: a CRM, an ERP, a file feed. `role` is how ownership rules name it."""

    class Role(models.TextChoices):
        CRM = "crm", "CRM"
        ERP = "erp", "ERP"
        OTHER = "other", "other"

    code = models.SlugField(max_length=30, unique=True)
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=30, help_text="the connector that speaks to it")
    role = models.CharField(max_length=10, choices=Role.choices)
    priority = models.PositiveSmallIntegerField(default=100, help_text="lower wins ties between systems")
    base_url = models.CharField(max_length=300, blank=True)
    credentials = models.TextField(blank=True, help_text="encrypted")
    settings = models.JSONField(default=dict)
    duplicate_free = models.BooleanField(default=False, help_text="declared to hold each thing once")
    pull_every_s = models.PositiveIntegerField(default=30)
    active = models.BooleanField(default=True)

    history = TrackedHistory()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(role__in=("crm", "erp", "other")), name="sourcesystem_role_known"),
        )

    def __str__(self) -> str:
        return self.code


class PullCursor(models.Model):
    """How far one stream (system and domain) has been read, and who is reading it now. Not tracked: it is no truth."""

    system = models.ForeignKey(SourceSystem, models.PROTECT, related_name="cursors")
    domain = models.CharField(max_length=30)
    cursor = models.TextField(blank=True)
    due_at = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True)
    paused = models.CharField(max_length=300, blank=True, help_text="why a person has to look before it goes on")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("system", "domain"), name="pullcursor_one_per_stream"),)

    def __str__(self) -> str:
        return f"{self.system_id}/{self.domain}"


class PullRun(models.Model):
    """One reading of a stream, from the first page to the last, and its balance."""

    class State(models.TextChoices):
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    system = models.ForeignKey(SourceSystem, models.PROTECT, related_name="runs")
    domain = models.CharField(max_length=30)
    state = models.CharField(max_length=10, choices=State.choices, default=State.RUNNING)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    pages = models.PositiveIntegerField(default=0)
    read = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    message = models.TextField(blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(read=F("created") + F("updated") + F("unchanged") + F("rejected")), name="pullrun_balances"
            ),
        )
        indexes = (models.Index(fields=("system", "domain", "-started_at"), name="pullrun_newest"),)

    def __str__(self) -> str:
        return f"run {self.pk} of {self.system_id}/{self.domain}: {self.state}"


class SourceRecord(models.Model):
    """One record of one system as it last came: raw payload untouched, canonical values beside it.

    `problems` names the values that fail their validation. `echo` remembers, per field, what we pushed, what the target
    then held (our own value, not the system's opinion) and what it had said before. `digest` covers values and
    withdrawal.
    """

    id = models.UUIDField(primary_key=True)
    system = models.ForeignKey(SourceSystem, models.PROTECT, related_name="records", db_index=False)
    domain = models.CharField(max_length=30)
    external_id = models.CharField(max_length=200)
    raw = models.JSONField()
    values = models.JSONField()
    problems = models.JSONField(default=dict)
    echo = models.JSONField(default=dict)
    digest = models.CharField(max_length=32)
    version = models.CharField(max_length=100, blank=True)
    business_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    merged_into = models.CharField(max_length=200, blank=True, help_text="external id, where the system merged it away")

    history = TrackedHistory(no_db_index=["system"])

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("system", "domain", "external_id"), name="sourcerecord_one_per_key"),
        )

    def __str__(self) -> str:
        return f"{self.system_id}:{self.external_id}"


class LandedRecord(models.Model):
    """A source record that is new or changed and waits to be resolved: the tray between landing and golden.

    It is put there by the transaction that holds the record; the database does not look for the record again.
    """

    record = models.OneToOneField(
        SourceRecord, models.CASCADE, primary_key=True, db_constraint=False, related_name="landed"
    )
    domain = models.CharField(max_length=30)
    since = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=("domain", "record"), name="landedrecord_tray"),)

    def __str__(self) -> str:
        return str(self.record_id)


class MatchFeatures(models.Model):
    """The comparison strings of one source record, computed when it landed. Derived, so not tracked.

    It is written in the record's own transaction; the database does not look for the record again.
    """

    record = models.OneToOneField(
        SourceRecord, models.CASCADE, primary_key=True, db_constraint=False, related_name="match_features"
    )
    features = models.JSONField()

    def __str__(self) -> str:
        return str(self.record_id)


class BlockingKey(models.Model):
    """One key under which a record looks for its like: a 64-bit hash of one rule's parts. Derived, so not tracked.

    A record has a dozen of them. To look for the record again behind each would cost a quarter of a first load.
    """

    # In the database a unique index that holds the domain too: all that looking for candidates reads, so that the
    # table itself is not visited.
    pk = models.CompositePrimaryKey("key", "record_id", "rule")
    record = models.ForeignKey(
        SourceRecord, models.CASCADE, db_constraint=False, db_index=False, related_name="blocking_keys"
    )
    domain = models.CharField(max_length=30)
    rule = models.PositiveSmallIntegerField()
    key = models.BigIntegerField()

    class Meta:
        indexes = (models.Index(fields=("record",), name="blockingkey_of_record"),)

    def __str__(self) -> str:
        return f"{self.domain}/{self.rule}/{self.key}"


class RejectedRow(models.Model):
    """One row that could not be landed, with what is wrong and how to mend it. Nothing is dropped in silence."""

    run = models.ForeignKey(PullRun, models.CASCADE, related_name="rejected_rows")
    row = models.CharField(max_length=200, help_text="external id, or the row number in a file")
    field = models.CharField(max_length=100, blank=True)
    message = models.TextField()
    payload = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.row}: {self.message}"
