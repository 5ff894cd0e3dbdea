
  SET LOCAL app.tenant = '?'

BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY

SELECT found.(11 columns)
  FROM unnest(?) AS parent INNER JOIN LATERAL (SELECT notice.tenant_id, notice.id, notice.purpose_id, notice.purpose, notice.number, notice.texts, notice.retention, notice.is_material_change, notice.takes_effect_at, notice.hash, notice.published_at FROM notice WHERE notice.tenant_id = ? AND notice.takes_effect_at <= ? AND parent.parent = notice.purpose_id ORDER BY notice.number DESC, notice.id DESC LIMIT ?) AS found ON TRUE

SELECT found.(11 columns)
  FROM unnest(?) AS parent INNER JOIN LATERAL (SELECT notice.tenant_id, notice.id, notice.purpose_id, notice.purpose, notice.number, notice.texts, notice.retention, notice.is_material_change, notice.takes_effect_at, notice.hash, notice.published_at FROM notice WHERE notice.tenant_id = ? AND parent.parent = notice.purpose_id ORDER BY notice.number DESC, notice.id DESC LIMIT ?) AS found ON TRUE

SELECT notice.purpose_id, COUNT(notice.id) AS how_many
  FROM notice
  WHERE notice.tenant_id = ? AND notice.purpose_id = ANY(?) GROUP BY notice.purpose_id

SELECT processing_purpose.(7 columns)
  FROM processing_purpose
  WHERE processing_purpose.tenant_id = ?
  LIMIT ?

SELECT tenant.(16 columns)
  FROM tenant
  WHERE tenant.slug = ?
  LIMIT ?
