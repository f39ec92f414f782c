"""Identity: who belongs to whom, and which ids answer for others."""

from __future__ import annotations

from apps.audit.invariants.invariant import by_sql

# A record that has just come, or has just been withdrawn, waits in the tray: nothing is promised of it yet.
_AT_REST = "NOT EXISTS (SELECT FROM sources_landedrecord t WHERE t.record_id = r.id)"

INVARIANTS = (
    by_sql(
        "live_record_in_one_live_golden",
        "Every live source record belongs to exactly one live golden record of its domain.",
        count=f"SELECT count(*) FROM sources_sourcerecord r WHERE withdrawn_at IS NULL AND {_AT_REST}",  # noqa: S608 - constants only
        broken=f"""
            SELECT r.id, CASE count(g.id) WHEN 0 THEN 'it belongs to no live golden record of its domain'
                                          ELSE format('it belongs to %s live golden records', count(g.id)) END
              FROM sources_sourcerecord r LEFT JOIN golden_xref x ON x.record_id = r.id
              LEFT JOIN golden_goldenrecord g ON g.id = x.golden_id AND g.status = 'live' AND g.domain = r.domain
             WHERE r.withdrawn_at IS NULL AND {_AT_REST}
             GROUP BY r.id HAVING count(g.id) <> 1 ORDER BY r.id""",  # noqa: S608
    ),
    by_sql(
        "withdrawn_record_has_left",
        "A withdrawn source record belongs to no golden record.",
        count=f"SELECT count(*) FROM sources_sourcerecord r WHERE withdrawn_at IS NOT NULL AND {_AT_REST}",  # noqa: S608 - constants only
        broken=f"""
            SELECT r.id, format('withdrawn, and still a member of %s', x.golden_id)
              FROM sources_sourcerecord r JOIN golden_xref x ON x.record_id = r.id
             WHERE r.withdrawn_at IS NOT NULL AND {_AT_REST} ORDER BY r.id""",  # noqa: S608
    ),
    by_sql(
        "crosswalk_unique",
        "One key of one system is one source record, and stands once in the crosswalk.",
        count="SELECT count(*) FROM golden_xref",
        broken="""
            SELECT subject, message FROM (
                SELECT record_id::text AS subject, format('it stands %s times in the crosswalk', count(*)) AS message
                  FROM golden_xref GROUP BY record_id HAVING count(*) > 1
                UNION ALL
                SELECT min(id::text), format('%s records share its system, domain and key', count(*))
                  FROM sources_sourcerecord GROUP BY system_id, domain, external_id HAVING count(*) > 1) AS twice
             ORDER BY subject""",
    ),
    by_sql(
        "redirects_one_hop",
        "A merged golden id leads in one step to a live golden record of its domain.",
        count="SELECT count(*) FROM golden_goldenrecord WHERE merged_into_id IS NOT NULL",
        broken="""
            SELECT g.id, CASE WHEN heir.id IS NULL THEN format('it leads to %s, which does not exist', g.merged_into_id)
                              WHEN heir.domain <> g.domain THEN format('it leads into another domain, to %s', heir.id)
                              WHEN heir.merged_into_id IS NOT NULL
                              THEN format('it leads to %s, which leads on to %s', heir.id, heir.merged_into_id)
                              ELSE format('it leads to %s, which is retired', heir.id) END
              FROM golden_goldenrecord g LEFT JOIN golden_goldenrecord heir ON heir.id = g.merged_into_id
             WHERE g.merged_into_id IS NOT NULL
               AND (heir.id IS NULL OR heir.status <> 'live' OR heir.merged_into_id IS NOT NULL
                    OR heir.domain <> g.domain)
             ORDER BY g.id""",
    ),
    by_sql(
        "retired_golden_has_no_members",
        "A retired golden record has no members.",
        count="SELECT count(*) FROM golden_goldenrecord WHERE status = 'retired'",
        broken="""
            SELECT g.id, format('retired, with %s members', count(*))
              FROM golden_goldenrecord g JOIN golden_xref x ON x.golden_id = g.id
             WHERE g.status = 'retired' GROUP BY g.id ORDER BY g.id""",
    ),
    by_sql(
        "live_golden_has_members",
        "A live golden record has at least one member.",
        count="SELECT count(*) FROM golden_goldenrecord WHERE status = 'live'",
        broken="""
            SELECT g.id, 'live, with no member' FROM golden_goldenrecord g
             WHERE g.status = 'live' AND NOT EXISTS (SELECT FROM golden_xref x WHERE x.golden_id = g.id)
             ORDER BY g.id""",
    ),
    by_sql(
        "links_and_goldens_stand_on_what_exists",
        "Every link is about two source records; it and every golden record name the rulebook that decided.",
        count="SELECT (SELECT count(*) FROM golden_link) + (SELECT count(*) FROM golden_goldenrecord)",
        broken="""
            SELECT l.id, format('there is no source record %s', missing.id)
              FROM golden_link l CROSS JOIN LATERAL (VALUES (l.left_id), (l.right_id)) AS missing (id)
             WHERE NOT EXISTS (SELECT FROM sources_sourcerecord r WHERE r.id = missing.id)
             UNION ALL
            SELECT d.id, format('there is no rulebook %s', d.rulebook_id)
              FROM (SELECT id, rulebook_id FROM golden_link
                     UNION ALL SELECT id, rulebook_id FROM golden_goldenrecord) AS d
             WHERE NOT EXISTS (SELECT FROM golden_rulebook b WHERE b.id = d.rulebook_id)
             ORDER BY 1, 2""",
    ),
)
