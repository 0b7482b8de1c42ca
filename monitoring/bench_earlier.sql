-- What the Centres signed for a quarter, written down again for earlier ones: their figures over
-- time cost the reader of the country as much as if each had been counted. Run by the owner in an
-- empty bench database, where no guard of what is signed stands in the way.

CREATE TEMP TABLE earlier ON COMMIT DROP AS
SELECT c.id AS old_id, m.centre_id, q.year, q.number, c.signed_by_id, c.signed_on,
       (SELECT coalesce(max(id), 0) FROM monitoring_monitoring)
           + row_number() OVER (ORDER BY q.year, q.number, c.id) AS monitoring_id,
       (SELECT coalesce(max(id), 0) FROM monitoring_conclusion)
           + row_number() OVER (ORDER BY q.year, q.number, c.id) AS conclusion_id
FROM monitoring_conclusion c
JOIN monitoring_monitoring m ON m.id = c.monitoring_id
CROSS JOIN unnest(%(years)s::int[], %(numbers)s::int[]) q (year, number)
WHERE c.state <> 'draft';

INSERT INTO monitoring_monitoring (id, centre_id, year, number, opened_at)
SELECT monitoring_id, centre_id, year, number, %(moment)s FROM earlier;

INSERT INTO monitoring_conclusion
    (id, monitoring_id, version, number, state, change_reason, counted_at, snapshot, digest,
     signed_by_id, signed_on, sent_at, receipt_number)
SELECT conclusion_id, monitoring_id, 1, centre_id || '-' || year || '-' || number, 'sent', '',
       %(moment)s, '', '', signed_by_id, signed_on, %(moment)s, ''
FROM earlier;

INSERT INTO monitoring_figurecell (conclusion_id, figure, key, count)
SELECT e.conclusion_id, f.figure, f.key, f.count
FROM earlier e JOIN monitoring_figurecell f ON f.conclusion_id = e.old_id
ORDER BY e.conclusion_id, f.figure, f.key;
