"""The trays between the stages, and the balance of the runs."""

from __future__ import annotations

from apps.audit.invariants.invariant import by_sql

INVARIANTS = (
    by_sql(
        "landed_tray_is_sound",
        "What waits to be resolved is a source record of the domain it waits under.",
        count="SELECT count(*) FROM sources_landedrecord",
        broken="""
            SELECT t.record_id, CASE WHEN r.id IS NULL THEN 'there is no such source record'
                                     ELSE format('it waits under %s and is of %s', t.domain, r.domain) END
              FROM sources_landedrecord t LEFT JOIN sources_sourcerecord r ON r.id = t.record_id
             WHERE r.id IS NULL OR r.domain <> t.domain ORDER BY t.record_id""",
    ),
    by_sql(
        "match_features_follow_records",
        "Every live source record has its comparison strings; no strings and no blocking key stand for any other.",
        count="SELECT count(*) FROM sources_sourcerecord WHERE withdrawn_at IS NULL",
        broken="""
            SELECT r.id, 'it has no comparison strings' FROM sources_sourcerecord r
             WHERE r.withdrawn_at IS NULL
               AND NOT EXISTS (SELECT FROM sources_matchfeatures f WHERE f.record_id = r.id)
             UNION ALL
            SELECT d.record_id, format('there are %s of it, and it is no live source record', d.what)
              FROM (SELECT record_id, 'comparison strings' AS what FROM sources_matchfeatures
                     UNION SELECT record_id, 'blocking keys' FROM sources_blockingkey) d
             WHERE NOT EXISTS (SELECT FROM sources_sourcerecord r
                                WHERE r.id = d.record_id AND r.withdrawn_at IS NULL)
             ORDER BY 1""",
    ),
    by_sql(
        "outbox_letter_has_golden",
        "Every letter is about a golden record, in a version that it has reached, and names its change set.",
        count="SELECT count(*) FROM sync_outboxmessage",
        broken="""
            SELECT m.id, CASE WHEN g.id IS NULL THEN format('there is no golden record %s', m.golden_id)
                              WHEN m.version > g.version
                              THEN format('it tells of version %s of %s, which is at %s', m.version, g.id, g.version)
                              ELSE format('it names change set %s, which does not exist', m.change_set) END
              FROM sync_outboxmessage m LEFT JOIN golden_goldenrecord g ON g.id = m.golden_id AND g.domain = m.domain
              LEFT JOIN history_changeset c ON c.id = m.change_set
             WHERE g.id IS NULL OR m.version > g.version OR c.id IS NULL ORDER BY m.id""",
    ),
    by_sql(
        "newest_letter_tells_newest_state",
        "The newest letter about a golden record tells its present version and status.",
        count="SELECT count(*) FROM golden_goldenrecord",
        broken="""
            SELECT g.id, CASE WHEN m.version IS NULL THEN 'no letter was ever posted'
                              ELSE format('it is at version %s, %s; its newest letter tells version %s, %s',
                                          g.version, g.status, m.version, m.snapshot ->> 'status') END
              FROM golden_goldenrecord g LEFT JOIN LATERAL (
                   SELECT version, snapshot FROM sync_outboxmessage m
                    WHERE m.golden_id = g.id ORDER BY version DESC, id DESC LIMIT 1) m ON true
             WHERE m.version IS DISTINCT FROM g.version OR m.snapshot ->> 'status' IS DISTINCT FROM g.status
             ORDER BY g.id""",
    ),
    by_sql(
        "run_balances",
        "Every run balances: read = created + updated + unchanged + rejected, and each rejected row is kept.",
        count="SELECT count(*) FROM sources_pullrun",
        broken="""
            SELECT p.id, CASE WHEN p.read <> p.created + p.updated + p.unchanged + p.rejected
                              THEN format('read %s, accounted for %s', p.read,
                                          p.created + p.updated + p.unchanged + p.rejected)
                              ELSE format('%s rejected, %s kept', p.rejected, kept.size) END
              FROM sources_pullrun p
              CROSS JOIN LATERAL (SELECT count(*) AS size FROM sources_rejectedrow j WHERE j.run_id = p.id) kept
             WHERE p.read <> p.created + p.updated + p.unchanged + p.rejected OR p.rejected <> kept.size
             ORDER BY p.id""",
    ),
)
