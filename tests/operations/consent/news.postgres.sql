BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
  SET LOCAL app.tenant = '?';
  SET LOCAL statement_timeout = 10000

SELECT found.(11 columns)
  FROM unnest(?) AS parent INNER JOIN LATERAL (SELECT notice.tenant_id, notice.id, notice.purpose_id, notice.purpose, notice.number, notice.texts, notice.retention, notice.is_material_change, notice.takes_effect_at, notice.hash, notice.published_at FROM notice WHERE notice.tenant_id = ? AND notice.takes_effect_at <= ? AND notice.is_material_change = ? AND parent.parent = notice.purpose_id ORDER BY notice.number DESC, notice.id DESC LIMIT ?) AS found ON TRUE
  ORDER BY found.number DESC, found.id DESC

SELECT membership.(9 columns)
  FROM membership
  WHERE membership.tenant_id = ?
  ORDER BY membership.created_at ASC, membership.id ASC
  LIMIT ?

SELECT membership.person_id, membership.account_id, membership.roles, membership.state, account.generation, tenant.time_zone, tenant.disclosure_threshold
  FROM membership INNER JOIN account ON membership.account_id = account.id INNER JOIN tenant ON membership.tenant_id = tenant.id
  WHERE membership.tenant_id = ? AND membership.id = ?
  LIMIT ?

SELECT person.(10 columns)
  FROM person
  WHERE person.tenant_id = ? AND person.id = ANY(?)
  LIMIT ?

SELECT person.(10 columns)
  FROM person
  WHERE person.tenant_id = ? AND person.id = ANY(?) AND person.id IN (SELECT person_id FROM participation WHERE participation.tenant_id = ? AND participation.state = ? AND participation.project_id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ? AND (roles & ?) <> ?))
  LIMIT ?

SELECT person.(10 columns)
  FROM person
  WHERE person.tenant_id = ? AND person.id = ANY(?) AND person.id IN (SELECT person_id FROM participation WHERE participation.tenant_id = ? AND participation.state = ? AND participation.project_id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ? AND (roles & ?) <> ?))
  LIMIT ?

SELECT processing_purpose.(7 columns)
  FROM processing_purpose
  WHERE processing_purpose.tenant_id = ? AND processing_purpose.id = ?
  LIMIT ?
