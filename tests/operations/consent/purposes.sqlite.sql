BEGIN

SELECT notice.(11 columns)
  FROM notice
  WHERE notice.tenant_id = ? AND notice.id IN (SELECT row_id FROM (SELECT notice.id AS row_id, ROW_NUMBER() OVER ( PARTITION BY notice.purpose_id ORDER BY notice.number DESC, notice.id DESC ) AS place FROM notice WHERE notice.tenant_id = ? AND notice.purpose_id IN (?)) AS numbered WHERE place <= ?)
  ORDER BY notice.number DESC, notice.id DESC

SELECT notice.(11 columns)
  FROM notice
  WHERE notice.tenant_id = ? AND notice.id IN (SELECT row_id FROM (SELECT notice.id AS row_id, ROW_NUMBER() OVER ( PARTITION BY notice.purpose_id ORDER BY notice.number DESC, notice.id DESC ) AS place FROM notice WHERE notice.tenant_id = ? AND notice.takes_effect_at <= ? AND notice.purpose_id IN (?)) AS numbered WHERE place <= ?)
  ORDER BY notice.number DESC, notice.id DESC

SELECT notice.purpose_id, COUNT(notice.id) AS how_many
  FROM notice
  WHERE notice.tenant_id = ? AND notice.purpose_id IN (?) GROUP BY notice.purpose_id

SELECT processing_purpose.(7 columns)
  FROM processing_purpose
  WHERE processing_purpose.tenant_id = ?
  LIMIT ?

SELECT tenant.(16 columns)
  FROM tenant
  WHERE tenant.slug = ?
  LIMIT ?
