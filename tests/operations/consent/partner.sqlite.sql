BEGIN

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
  WHERE notice.tenant_id = ? AND notice.id IN (SELECT row_id FROM (SELECT notice.id AS row_id, ROW_NUMBER() OVER ( PARTITION BY notice.purpose_id ORDER BY notice.number DESC, notice.id DESC ) AS place FROM notice WHERE notice.tenant_id = ? AND notice.takes_effect_at <= ? AND notice.is_material_change = ? AND notice.purpose_id IN (?)) AS numbered WHERE place <= ?)
  ORDER BY notice.number DESC, notice.id DESC

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
  WHERE participation.tenant_id = ? AND (participation.person_id = ? OR participation.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND (project.visibility <> ? OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?)))) AND participation.person_id = ? AND participation.state = ? AND participation.project_id IN (?)
  LIMIT ?

SELECT participation.(16 columns)
  FROM participation
  WHERE participation.tenant_id = ? AND participation.id IN (SELECT row_id FROM (SELECT participation.id AS row_id, ROW_NUMBER() OVER ( PARTITION BY participation.project_id ORDER BY participation.joined_on DESC, participation.id DESC ) AS place FROM participation WHERE participation.tenant_id = ? AND (participation.person_id = ? OR participation.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND (project.visibility <> ? OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?)))) AND participation.project_id IN (?)) AS numbered WHERE place <= ?)
  ORDER BY participation.joined_on DESC, participation.id DESC

SELECT participation.(16 columns)
  FROM participation
  WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.project_id IN (?)
  LIMIT ?

SELECT person.(10 columns)
  FROM person
  WHERE person.tenant_id = ? AND person.id IN (?)

SELECT person.(10 columns)
  FROM person
  WHERE person.tenant_id = ? AND person.id IN (?)
  LIMIT ?

SELECT person.(10 columns)
  FROM person
  WHERE person.tenant_id = ? AND person.id IN (?) AND person.id IN (SELECT person_id FROM participation WHERE participation.tenant_id = ? AND participation.state = ? AND participation.project_id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ? AND (roles & ?) <> ?))
  LIMIT ?

SELECT person.(10 columns)
  FROM person
  WHERE person.tenant_id = ? AND person.id IN (?) AND person.id IN (SELECT person_id FROM participation WHERE participation.tenant_id = ? AND participation.state = ? AND participation.project_id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ? AND (roles & ?) <> ?))
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
  WHERE project.tenant_id = ? AND (project.visibility <> ? OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?)) AND project.id IN (?)
  LIMIT ?
