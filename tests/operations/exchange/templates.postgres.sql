
  SET LOCAL app.tenant = '?'

BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY

SELECT COUNT(*) AS num_items
  FROM (SELECT project_template.tenant_id, project_template.id, project_template.import_key, project_template.digest, project_template.titles, project_template.descriptions, project_template.languages, project_template.source, project_template.created_at FROM project_template WHERE project_template.tenant_id = ?) AS sub_query

SELECT project_template.(9 columns)
  FROM project_template
  WHERE project_template.tenant_id = ?
  ORDER BY project_template.created_at DESC, project_template.id DESC
  LIMIT ?

SELECT template_objective.(8 columns)
  FROM template_objective
  WHERE template_objective.tenant_id = ? AND template_objective.phase_id IN (?)
  ORDER BY template_objective.position ASC
  LIMIT ?

SELECT template_objective.(8 columns)
  FROM template_objective
  WHERE template_objective.tenant_id = ? AND template_objective.phase_id IN (?)
  ORDER BY template_objective.position ASC
  LIMIT ?

SELECT template_phase.(9 columns)
  FROM template_phase
  WHERE template_phase.tenant_id = ? AND template_phase.template_id IN (?)
  ORDER BY template_phase.position ASC
  LIMIT ?

SELECT template_phase.(9 columns)
  FROM template_phase
  WHERE template_phase.tenant_id = ? AND template_phase.template_id IN (?)
  ORDER BY template_phase.position ASC
  LIMIT ?

SELECT template_task.(8 columns)
  FROM template_task
  WHERE template_task.tenant_id = ? AND template_task.objective_id IN (?)
  ORDER BY template_task.position ASC
  LIMIT ?

SELECT template_task.(8 columns)
  FROM template_task
  WHERE template_task.tenant_id = ? AND template_task.objective_id IN (?)
  ORDER BY template_task.position ASC
  LIMIT ?

SELECT tenant.(16 columns)
  FROM tenant
  WHERE tenant.slug = ?
  LIMIT ?
