BEGIN

SELECT interest_declaration.(13 columns)
  FROM interest_declaration
  WHERE interest_declaration.tenant_id = ? AND interest_declaration.id IN (SELECT row_id FROM (SELECT interest_declaration.id AS row_id, ROW_NUMBER() OVER ( PARTITION BY interest_declaration.project_id ORDER BY interest_declaration.declared_on DESC, interest_declaration.id DESC ) AS place FROM interest_declaration WHERE interest_declaration.tenant_id = ? AND (interest_declaration.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND (project.visibility <> ? OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?))) OR interest_declaration.participation_id IN (SELECT id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ?)) AND interest_declaration.project_id IN (?)) AS numbered WHERE place <= ?)
  ORDER BY interest_declaration.declared_on DESC, interest_declaration.id DESC

SELECT interest_declaration.project_id, COUNT(interest_declaration.id) AS how_many
  FROM interest_declaration
  WHERE interest_declaration.tenant_id = ? AND (interest_declaration.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND (project.visibility <> ? OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?))) OR interest_declaration.participation_id IN (SELECT id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ?)) AND interest_declaration.project_id IN (?) GROUP BY interest_declaration.project_id

SELECT membership.person_id, membership.account_id, membership.roles, membership.state, membership.last_active_on, account.generation, tenant.policies, tenant.time_zone, tenant.disclosure_threshold
  FROM membership INNER JOIN account ON membership.account_id = account.id INNER JOIN tenant ON membership.tenant_id = tenant.id
  WHERE membership.tenant_id = ? AND membership.id = ?
  LIMIT ?

SELECT participation.(16 columns)
  FROM participation
  WHERE participation.tenant_id = ? AND (participation.person_id = ? OR participation.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND (project.visibility <> ? OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?)))) AND participation.id IN (?)
  LIMIT ?

SELECT participation.(16 columns)
  FROM participation
  WHERE participation.tenant_id = ? AND (participation.person_id = ? OR participation.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND (project.visibility <> ? OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?)))) AND participation.person_id = ? AND participation.state = ? AND participation.project_id IN (?)
  LIMIT ?

SELECT participation.(16 columns)
  FROM participation
  WHERE participation.tenant_id = ? AND participation.id IN (?)

SELECT participation.(16 columns)
  FROM participation
  WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.project_id IN (?)
  LIMIT ?

SELECT project.(20 columns)
  FROM project
  WHERE project.tenant_id = ? AND (project.visibility <> ? OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?)) AND project.id IN (?)
  LIMIT ?
