BEGIN

SELECT consent.(13 columns)
  FROM consent
  WHERE consent.tenant_id = ? AND consent.person_id = ? AND consent.person_id = ?
  LIMIT ?

SELECT membership.person_id, membership.account_id, membership.roles, membership.state, membership.last_active_on, account.generation, tenant.policies, tenant.time_zone, tenant.disclosure_threshold
  FROM membership INNER JOIN account ON membership.account_id = account.id INNER JOIN tenant ON membership.tenant_id = tenant.id
  WHERE membership.tenant_id = ? AND membership.id = ?
  LIMIT ?

SELECT notice.(11 columns)
  FROM notice
  WHERE notice.tenant_id = ? AND notice.id IN (SELECT row_id FROM (SELECT notice.id AS row_id, ROW_NUMBER() OVER ( PARTITION BY notice.purpose_id ORDER BY notice.number DESC, notice.id DESC ) AS place FROM notice WHERE notice.tenant_id = ? AND notice.takes_effect_at <= ? AND notice.is_material_change = ? AND notice.purpose_id IN (?)) AS numbered WHERE place <= ?)
  ORDER BY notice.number DESC, notice.id DESC

SELECT notice.(11 columns)
  FROM notice
  WHERE notice.tenant_id = ? AND notice.id IN (SELECT row_id FROM (SELECT notice.id AS row_id, ROW_NUMBER() OVER ( PARTITION BY notice.purpose_id ORDER BY notice.number DESC, notice.id DESC ) AS place FROM notice WHERE notice.tenant_id = ? AND notice.takes_effect_at <= ? AND notice.purpose_id IN (?)) AS numbered WHERE place <= ?)
  ORDER BY notice.number DESC, notice.id DESC

SELECT processing_purpose.(7 columns)
  FROM processing_purpose
  WHERE processing_purpose.tenant_id = ?
  LIMIT ?
