BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
  SET LOCAL app.tenant = '?'

SELECT consent.(13 columns)
  FROM consent
  WHERE consent.tenant_id = ? AND consent.person_id = ? AND consent.person_id = ?
  LIMIT ?

SELECT found.(11 columns)
  FROM unnest(?) AS parent INNER JOIN LATERAL (SELECT notice.tenant_id, notice.id, notice.purpose_id, notice.purpose, notice.number, notice.texts, notice.retention, notice.is_material_change, notice.takes_effect_at, notice.hash, notice.published_at FROM notice WHERE notice.tenant_id = ? AND notice.takes_effect_at <= ? AND notice.is_material_change = ? AND parent.parent = notice.purpose_id ORDER BY notice.number DESC, notice.id DESC LIMIT ?) AS found ON TRUE

SELECT found.(11 columns)
  FROM unnest(?) AS parent INNER JOIN LATERAL (SELECT notice.tenant_id, notice.id, notice.purpose_id, notice.purpose, notice.number, notice.texts, notice.retention, notice.is_material_change, notice.takes_effect_at, notice.hash, notice.published_at FROM notice WHERE notice.tenant_id = ? AND notice.takes_effect_at <= ? AND parent.parent = notice.purpose_id ORDER BY notice.number DESC, notice.id DESC LIMIT ?) AS found ON TRUE

SELECT membership.person_id, membership.account_id, membership.roles, membership.state, membership.last_active_on, account.generation, tenant.policies, tenant.time_zone, tenant.disclosure_threshold
  FROM membership INNER JOIN account ON membership.account_id = account.id INNER JOIN tenant ON membership.tenant_id = tenant.id
  WHERE membership.tenant_id = ? AND membership.id = ?
  LIMIT ?

SELECT processing_purpose.(7 columns)
  FROM processing_purpose
  WHERE processing_purpose.tenant_id = ?
  LIMIT ?
