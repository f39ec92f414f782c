"""What a steward sends: checked here, before any verb sees it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time
from typing import Any, Final
from uuid import UUID

from django import forms

DECISIONS: Final = ("merge", "different", "related", "belong", "part", "defer")
RELATIONS: Final = (
    ("parent", "parent company"),
    ("site", "site of the same"),
    ("variant", "variant"),
    ("pack", "pack of the same"),
    ("other", "in another way"),
)
DELAYS: Final = (("1", "until tomorrow"), ("7", "for a week"), ("30", "for 30 days"))
LIFETIMES: Final = (
    ("forever", "for ever"),
    ("until_source_changes", "until any source changes the field"),
    ("until_owner_changes", "until the owner changes it"),
    ("until_date", "until a date"),
)


class VersionsField(forms.Field):
    """Versions as they were shown, each "golden id:number"; gives {id: number}."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Sequence[str] | None) -> dict[UUID, int]:
        try:
            pairs = [text.rsplit(":", 1) for text in value or ()]
            return {UUID(key): int(number) for key, number in pairs}
        except ValueError:
            raise forms.ValidationError("The page was sent incomplete; reload it.") from None


class IdsField(forms.Field):
    """Golden ids, as ticked."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Sequence[str] | None) -> list[UUID]:
        try:
            return [UUID(text) for text in value or ()]
        except ValueError:
            raise forms.ValidationError("The page was sent incomplete; reload it.") from None


class DecisionForm(forms.Form):
    """One decision on a task: what, about whom, as seen in which versions, and why."""

    decision = forms.ChoiceField(choices=[(name, name) for name in DECISIONS])
    member = IdsField(required=False)
    version = VersionsField()
    reason = forms.CharField(max_length=300, required=False)
    relation = forms.ChoiceField(choices=RELATIONS, required=False)
    days = forms.ChoiceField(choices=DELAYS, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("decision") in ("merge", "different", "related") and len(cleaned.get("member") or ()) < 2:
            raise forms.ValidationError("Tick two or more records first.")
        if cleaned.get("decision") == "part" and not cleaned.get("member"):
            raise forms.ValidationError("Tick what is to be taken out.")
        return cleaned


class MergeForm(forms.Form):
    """A merge from the record page: the versions as previewed, and why."""

    version = VersionsField()
    reason = forms.CharField(max_length=300)


class SplitForm(MergeForm):
    """What is to leave a golden record, against the version that was looked at, and why."""

    member = IdsField()


class ReasonForm(forms.Form):
    """An act that needs nothing but its reason."""

    reason = forms.CharField(max_length=300)


class ReleaseForm(ReasonForm):
    """The end of an override, as seen in this version of the golden record."""

    version = forms.IntegerField(min_value=1)


class UnmergeForm(ReasonForm):
    """Which merge to take back, and why it was wrong."""

    change_set = forms.IntegerField(min_value=1)


class RetractForm(ReasonForm):
    """Which golden record is to be kept apart no longer, and why the verdict was wrong."""

    other = forms.UUIDField()


class OverrideForm(forms.Form):
    """A steward's value for one field, with its reason and how long it holds."""

    version = forms.IntegerField(min_value=1)
    value = forms.CharField(max_length=2000, required=False)
    reason = forms.CharField(max_length=300)
    lifetime = forms.ChoiceField(choices=LIFETIMES)
    until = forms.DateField(required=False)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("lifetime") == "until_date" and not cleaned.get("until"):
            self.add_error("until", "Say until when.")
        return cleaned

    def moment(self) -> datetime | None:
        """The end of its last day, for the lifetime until_date only."""
        day = self.cleaned_data.get("until")
        if self.cleaned_data["lifetime"] != "until_date" or day is None:
            return None
        return datetime.combine(day, time.max, UTC)


def first_error(form: forms.Form) -> str:
    """What is wrong with a form, in one sentence."""
    errors: Mapping[str, Sequence[Any]] = form.errors
    name, found = next(iter(errors.items()))
    return str(found[0]) if name == "__all__" else f"{name.capitalize()}: {found[0]}"
