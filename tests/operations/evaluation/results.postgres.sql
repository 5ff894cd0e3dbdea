
  SET LOCAL app.tenant = '?'

BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY

SELECT assessment.(9 columns)
  FROM assessment
  WHERE assessment.tenant_id = ? AND ? AND assessment.evaluation_id IN (?)
  LIMIT ?

SELECT evaluation.(17 columns)
  FROM evaluation
  WHERE evaluation.tenant_id = ? AND evaluation.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND project.state NOT IN (?) AND project.visibility = ?) AND evaluation.state <> ? AND evaluation.id = ?
  LIMIT ?

SELECT evaluation_criterion.(5 columns)
  FROM evaluation_criterion
  WHERE evaluation_criterion.tenant_id = ? AND evaluation_criterion.evaluation_id IN (SELECT evaluation.id FROM evaluation WHERE evaluation.tenant_id = ? AND evaluation.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND project.state NOT IN (?) AND project.visibility = ?) AND evaluation.state <> ?) AND evaluation_criterion.evaluation_id IN (?)
  ORDER BY evaluation_criterion.evaluation_id ASC, evaluation_criterion.position ASC
  LIMIT ?

SELECT evaluation_result.(13 columns)
  FROM evaluation_result
  WHERE evaluation_result.tenant_id = ? AND evaluation_result.evaluation_id IN (SELECT evaluation.id FROM evaluation WHERE evaluation.tenant_id = ? AND evaluation.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND project.state NOT IN (?) AND project.visibility = ?) AND evaluation.state <> ? AND evaluation.state IN (?)) AND evaluation_result.evaluation_id IN (?)
  LIMIT ?

SELECT project.(20 columns)
  FROM project
  WHERE project.tenant_id = ? AND project.state NOT IN (?) AND project.visibility = ? AND project.id = ?
  LIMIT ?

SELECT tenant.(16 columns)
  FROM tenant
  WHERE tenant.slug = ?
  LIMIT ?
