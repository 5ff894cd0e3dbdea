BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
  SET LOCAL app.tenant = '?'

SELECT found.(11 columns)
  FROM unnest(?) AS parent INNER JOIN LATERAL (SELECT notice.tenant_id, notice.id, notice.purpose_id, notice.purpose, notice.number, notice.texts, notice.retention, notice.is_material_change, notice.takes_effect_at, notice.hash, notice.published_at FROM notice WHERE notice.tenant_id = ? AND notice.takes_effect_at <= ? AND notice.is_material_change = ? AND parent.parent = notice.purpose_id ORDER BY notice.number DESC, notice.id DESC LIMIT ?) AS found ON TRUE

SELECT found.(11 columns)
  FROM unnest(?) AS parent INNER JOIN LATERAL (SELECT notice.tenant_id, notice.id, notice.purpose_id, notice.purpose, notice.number, notice.texts, notice.retention, notice.is_material_change, notice.takes_effect_at, notice.hash, notice.published_at FROM notice WHERE notice.tenant_id = ? AND notice.takes_effect_at <= ? AND notice.is_material_change = ? AND parent.parent = notice.purpose_id ORDER BY notice.number DESC, notice.id DESC LIMIT ?) AS found ON TRUE

SELECT found.(16 columns)
  FROM unnest(?) AS parent INNER JOIN LATERAL (SELECT participation.tenant_id, participation.id, participation.project_id, participation.person_id, participation.pseudonym, participation.public_name, participation.organisation_id, participation.sector, participation.expertise, participation.roles, participation.joined_via, participation.state, participation.state_reason, participation.joined_on, participation.left_on, participation.version FROM participation WHERE participation.tenant_id = ? AND (participation.person_id = ? OR participation.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND (project.visibility <> ? OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?)))) AND parent.parent = participation.project_id ORDER BY participation.joined_on DESC, participation.id DESC LIMIT ?) AS found ON TRUE

SELECT membership.person_id, membership.account_id, membership.roles, membership.state, membership.last_active_on, account.generation, tenant.policies, tenant.time_zone, tenant.disclosure_threshold
  FROM membership INNER JOIN account ON membership.account_id = account.id INNER JOIN tenant ON membership.tenant_id = tenant.id
  WHERE membership.tenant_id = ? AND membership.id = ?
  LIMIT ?

SELECT participation.(16 columns)
  FROM participation
  WHERE participation.tenant_id = ? AND (participation.person_id = ? OR participation.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND (project.visibility <> ? OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?)))) AND participation.person_id = ? AND participation.state = ? AND participation.joined_via = ? AND participation.organisation_id IS NOT NULL
  LIMIT ?

SELECT participation.(16 columns)
  FROM participation
  WHERE participation.tenant_id = ? AND (participation.person_id = ? OR participation.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND (project.visibility <> ? OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?)))) AND participation.person_id = ? AND participation.state = ? AND participation.joined_via = ? AND participation.organisation_id IS NOT NULL
  LIMIT ?

SELECT participation.(16 columns)
  FROM participation
  WHERE participation.tenant_id = ? AND (participation.person_id = ? OR participation.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND (project.visibility <> ? OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?)))) AND participation.person_id = ? AND participation.state = ? AND participation.project_id = ?
  LIMIT ?

SELECT participation.(16 columns)
  FROM participation
  WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.project_id = ?
  LIMIT ?

SELECT person.(10 columns)
  FROM person
  WHERE person.tenant_id = ? AND person.id = ANY(?)

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

SELECT processing_purpose.(7 columns)
  FROM processing_purpose
  WHERE processing_purpose.tenant_id = ? AND processing_purpose.id = ?
  LIMIT ?

SELECT project.(20 columns)
  FROM project
  WHERE project.tenant_id = ? AND (project.visibility <> ? OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?)) AND project.id = ?
  LIMIT ?
