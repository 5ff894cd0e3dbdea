
  SET LOCAL app.tenant = '?'

BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY

SELECT COUNT(*) AS num_items
  FROM (SELECT project.tenant_id, project.id, project.slug, project.title, project.summary, project.problem_statement, project.expected_results, project.language, project.object_of_cocreation, project.public_service_id, project.visibility, project.joining, project.state, project.state_reason, project.decision_on, project.attribution, project.created_at, project.announced_at, project.updated_at, project.version FROM project WHERE project.tenant_id = ? AND project.state NOT IN (?) AND project.visibility = ?) AS sub_query

SELECT project.(20 columns)
  FROM project
  WHERE project.tenant_id = ? AND project.state NOT IN (?) AND project.visibility = ?
  ORDER BY project.created_at ASC, project.id ASC
  LIMIT ?

SELECT tenant.(16 columns)
  FROM tenant
  WHERE tenant.slug = ?
  LIMIT ?
