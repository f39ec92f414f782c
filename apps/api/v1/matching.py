"""`POST …/match`: do we hold this one already? Asked before a record is created; nothing is stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any
from uuid import UUID

from django.urls import reverse
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.parsers import BoundedJSONParser, LengthRequired
from apps.api.permissions import masked_for
from apps.api.problems import problem
from apps.api.v1 import shapes
from apps.api.v1.domain_view import DomainView
from apps.api.v1.question import TOLD, question
from apps.domains import Domain, get
from apps.golden.match import Answer, Match, match
from apps.golden.rules import in_force
from apps.matching.types import Evidence
from apps.sources import queries as sources
from apps.sources.queries import Named


class RecordMatch(DomainView):
    """For each record the golden records that it may be, and what would become of it: by the rules in force."""

    parser_classes = (BoundedJSONParser,)

    def post(self, request: Request) -> Response:
        if "Transfer-Encoding" in request.headers:
            raise LengthRequired
        asked, rules = question(request.data, self.definition), _rules(self.domain)
        answers = match(domain=rules, records=asked.records, limit=asked.limit, explain=asked.explain)
        if blind := {row: answer for row, answer in enumerate(answers) if not answer.looked_by}:
            return _unmatchable(rules, blind)
        teller = _Teller.of(request, rules, answers)
        return Response({"rulebook": rules.version, "results": [teller.told(answer) for answer in answers]})


def view(domain: str) -> type[RecordMatch]:
    """The match view of one domain, described in the schema in its own words."""
    definition = get(domain)
    described = extend_schema(
        operation_id=f"{definition.plural}_match",
        tags=[definition.plural],
        description=shapes.MATCH,
        request={"application/json": shapes.question(definition)},
        responses=shapes.answers(shapes.matches(), 411, 413, 415, 422),
    )
    return extend_schema_view(post=described)(
        type(f"{definition.plural.capitalize()}_match", (RecordMatch,), {"domain": domain})
    )


def _rules(domain: str) -> Domain:
    """The rules in force; the declared ones, version 0, where nothing has been resolved yet."""
    try:
        return in_force(domain)[0]
    except LookupError:
        return get(domain)


def _unmatchable(rules: Domain, blind: Mapping[int, Answer]) -> Response:
    """Records, by their rows, that hold nothing to look by: "new" would be no answer to them."""
    told = [f"records[{row}] holds nothing to look by{_flawed(blind[row])}" for row in islice(blind, TOLD)]
    read = dict.fromkeys(name for form in rules.forms for name in form.reads)
    remedy = f"Fill more of {', '.join(read)}, or leave such records out."
    return problem(422, "unmatchable", f"{'; '.join(told)}. {remedy}", records=list(blind))


def _flawed(answer: Answer) -> str:
    return f" (not valid: {', '.join(answer.problems)})" if answer.problems else ""


@dataclass(frozen=True, slots=True)
class _Teller:
    """Puts answers into words for one caller: `names` and `systems` are of the records that were matched."""

    request: Request
    rules: Domain
    names: Mapping[UUID, Named]
    systems: Mapping[int, str]
    shows_values: bool

    @classmethod
    def of(cls, request: Request, rules: Domain, answers: Sequence[Answer]) -> _Teller:
        """Two reads, however many answers."""
        names = sources.named({found.record for answer in answers for found in answer.matches})
        systems = {system.id: system.code for system in sources.systems()}
        return cls(request, rules, names, systems, not masked_for(request.user, rules))

    def told(self, answer: Answer) -> dict[str, Any]:
        return {
            "outcome": answer.outcome,
            "golden": answer.joins,
            "matches": [self._match(found) for found in answer.matches],
            "compared": answer.compared,
            "looked_by": answer.looked_by,
            "crowded": list(dict.fromkeys(answer.crowded)),
            "warnings": answer.problems,
        }

    def _match(self, found: Match) -> dict[str, Any]:
        named = self.names.get(found.record)  # None: withdrawn since it was found
        record = {"system": self.systems[named.system_id], "external_id": named.external_id} if named else None
        told = {
            "golden": found.golden,
            "url": self._url(found, record),
            "record": record,
            "band": found.band,
            "weight": found.weight,
            "probability": found.probability,
            "vetoed_by": found.vetoed_by or None,
            "proposed_by": found.proposed_by,
        }
        return told | ({"evidence": [self._line(line) for line in found.evidence]} if found.evidence else {})

    def _url(self, found: Match, record: dict[str, str] | None) -> str | None:
        """Where the golden record is; for one that waits, where it will be."""
        if found.golden:
            path = reverse(f"{self.rules.plural}-detail", args=[found.golden])
        elif record:
            path = reverse(f"{self.rules.plural}-by-source", kwargs=record)
        else:
            return None
        return self.request.build_absolute_uri(path)

    def _line(self, line: Evidence) -> dict[str, Any]:
        """What was compared may be personal, and which field it comes from it does not say: all of it or nothing."""
        asked, held = (line.left, line.right) if self.shows_values else (None, None)
        return {
            "comparison": line.comparison,
            "label": line.label,
            "weight": line.weight,
            "veto": line.veto,
            "asked": asked,
            "held": held,
        }
