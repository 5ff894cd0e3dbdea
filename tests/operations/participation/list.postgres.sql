BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
  SET LOCAL app.tenant = '?';
  SET LOCAL statement_timeout = 10000

SELECT COUNT(*) AS num_items
  FROM (SELECT participation.tenant_id, participation.id, participation.project_id, participation.person_id, participation.pseudonym, participation.public_name, participation.organisation_id, participation.sector, participation.expertise, participation.roles, participation.joined_via, participation.state, participation.state_reason, participation.joined_on, participation.left_on, participation.version FROM participation WHERE participation.tenant_id = ? AND (participation.person_id = ? OR participation.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND (project.visibility <> ? OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?)))) AND participation.project_id = ?) AS sub_query

SELECT account.(7 columns)
  FROM account
  WHERE account.id = ?
  LIMIT ?

SELECT membership.(9 columns)
  FROM membership
  WHERE membership.tenant_id = ? AND membership.id = ?
  LIMIT ?

SELECT participation.(16 columns)
  FROM participation
  WHERE participation.tenant_id = ? AND (participation.person_id = ? OR participation.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND (project.visibility <> ? OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?)))) AND participation.person_id = ? AND participation.state = ? AND participation.project_id IN (?)
  LIMIT ?

SELECT participation.(16 columns)
  FROM participation
  WHERE participation.tenant_id = ? AND (participation.person_id = ? OR participation.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND (project.visibility <> ? OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?)))) AND participation.project_id = ?
  ORDER BY participation.joined_on DESC, participation.id DESC
  LIMIT ?

SELECT participation.(16 columns)
  FROM participation
  WHERE participation.tenant_id = ? AND (participation.person_id = ? OR participation.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND (project.visibility <> ? OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?)))) AND participation.project_id = ? AND participation.person_id = ? AND participation.state = ?
  LIMIT ?

SELECT person.(9 columns)
  FROM person
  WHERE person.tenant_id = ? AND person.id IN (?)
  LIMIT ?

SELECT person.(9 columns)
  FROM person
  WHERE person.tenant_id = ? AND person.id IN (?) AND person.id IN (SELECT person_id FROM participation WHERE participation.tenant_id = ? AND participation.state = ? AND participation.project_id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ? AND (roles & ?) <> ?))
  LIMIT ?

SELECT person.(9 columns)
  FROM person
  WHERE person.tenant_id = ? AND person.id IN (?) AND person.id IN (SELECT person_id FROM participation WHERE participation.tenant_id = ? AND participation.state = ? AND participation.project_id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ? AND (roles & ?) <> ?))
  LIMIT ?

SELECT project.(20 columns)
  FROM project
  WHERE project.tenant_id = ? AND (project.visibility <> ? OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?)) AND project.id IN (?)
  LIMIT ?

SELECT project.(20 columns)
  FROM project
  WHERE project.tenant_id = ? AND (project.visibility <> ? OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?)) AND project.id IN (?)
  LIMIT ?
