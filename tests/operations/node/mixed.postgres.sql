BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
  SET LOCAL app.tenant = '?'

SELECT client.(18 columns)
  FROM client
  WHERE client.tenant_id = ? AND ? AND client.id = ?
  LIMIT ?

SELECT contribution.(42 columns)
  FROM contribution
  WHERE contribution.tenant_id = ? AND (contribution.author_id IN (SELECT id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ?) OR (contribution.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND ((project.state NOT IN (?) AND project.visibility <> ?) OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?))) AND ((contribution.published_at IS NOT NULL AND contribution.state NOT IN (?)) OR (contribution.state IN (?) AND contribution.project_id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ? AND (roles & ?) <> ?))))) AND contribution.id = ANY(?)
  LIMIT ?

SELECT evaluation.(17 columns)
  FROM evaluation
  WHERE evaluation.tenant_id = ? AND evaluation.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND ((project.state NOT IN (?) AND project.visibility <> ?) OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?))) AND (evaluation.state <> ? OR evaluation.project_id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ? AND (roles & ?) <> ?)) AND evaluation.id = ?
  LIMIT ?

SELECT membership.person_id, membership.account_id, membership.roles, membership.state, membership.last_active_on, account.generation, tenant.policies, tenant.time_zone, tenant.disclosure_threshold
  FROM membership INNER JOIN account ON membership.account_id = account.id INNER JOIN tenant ON membership.tenant_id = tenant.id
  WHERE membership.tenant_id = ? AND membership.id = ?
  LIMIT ?

SELECT organisation.(10 columns)
  FROM organisation
  WHERE organisation.tenant_id = ? AND organisation.id = ?
  LIMIT ?

SELECT participation.(16 columns)
  FROM participation
  WHERE participation.tenant_id = ? AND participation.id = ANY(?)

SELECT participation.(16 columns)
  FROM participation
  WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.project_id = ?
  LIMIT ?

SELECT phase.(19 columns)
  FROM phase
  WHERE phase.tenant_id = ? AND phase.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND ((project.state NOT IN (?) AND project.visibility <> ?) OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?))) AND phase.id = ?
  LIMIT ?

SELECT phase.(19 columns)
  FROM phase
  WHERE phase.tenant_id = ? AND phase.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND ((project.state NOT IN (?) AND project.visibility <> ?) OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?))) AND phase.id = ?
  LIMIT ?

SELECT project.(20 columns)
  FROM project
  WHERE project.tenant_id = ? AND ((project.state NOT IN (?) AND project.visibility <> ?) OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?)) AND project.id = ANY(?)
  LIMIT ?
