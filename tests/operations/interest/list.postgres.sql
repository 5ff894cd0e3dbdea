BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
  SET LOCAL app.tenant = '?'

SELECT found.(13 columns)
  FROM unnest(?) AS parent INNER JOIN LATERAL (SELECT interest_declaration.tenant_id, interest_declaration.id, interest_declaration.project_id, interest_declaration.phase_id, interest_declaration.participation_id, interest_declaration.relationship, interest_declaration.state, interest_declaration.public_summary, interest_declaration.detail, interest_declaration.declared_on, interest_declaration.updated_on, interest_declaration.withdrawn_on, interest_declaration.version FROM interest_declaration WHERE interest_declaration.tenant_id = ? AND (interest_declaration.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND (project.visibility <> ? OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?))) OR interest_declaration.participation_id IN (SELECT id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ?)) AND parent.parent = interest_declaration.project_id ORDER BY interest_declaration.declared_on DESC, interest_declaration.id DESC LIMIT ?) AS found ON TRUE

SELECT interest_declaration.project_id, COUNT(interest_declaration.id) AS how_many
  FROM interest_declaration
  WHERE interest_declaration.tenant_id = ? AND (interest_declaration.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND (project.visibility <> ? OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?))) OR interest_declaration.participation_id IN (SELECT id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ?)) AND interest_declaration.project_id = ? GROUP BY interest_declaration.project_id

SELECT membership.person_id, membership.account_id, membership.roles, membership.state, membership.last_active_on, account.generation, tenant.policies, tenant.time_zone, tenant.disclosure_threshold
  FROM membership INNER JOIN account ON membership.account_id = account.id INNER JOIN tenant ON membership.tenant_id = tenant.id
  WHERE membership.tenant_id = ? AND membership.id = ?
  LIMIT ?

SELECT participation.(16 columns)
  FROM participation
  WHERE participation.tenant_id = ? AND (participation.person_id = ? OR participation.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND (project.visibility <> ? OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?)))) AND participation.id = ?
  LIMIT ?

SELECT participation.(16 columns)
  FROM participation
  WHERE participation.tenant_id = ? AND (participation.person_id = ? OR participation.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND (project.visibility <> ? OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?)))) AND participation.person_id = ? AND participation.state = ? AND participation.project_id = ?
  LIMIT ?

SELECT participation.(16 columns)
  FROM participation
  WHERE participation.tenant_id = ? AND participation.id = ?

SELECT participation.(16 columns)
  FROM participation
  WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.project_id = ?
  LIMIT ?

SELECT project.(20 columns)
  FROM project
  WHERE project.tenant_id = ? AND (project.visibility <> ? OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?)) AND project.id = ?
  LIMIT ?
