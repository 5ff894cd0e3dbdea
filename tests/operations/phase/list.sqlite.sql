BEGIN

BEGIN

SELECT phase.(19 columns)
  FROM (VALUES (?)) AS parent INNER JOIN phase ON phase.tenant_id = ? AND phase.id IN (SELECT phase.id FROM phase WHERE phase.tenant_id = ? AND phase.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND project.state NOT IN (?) AND project.visibility = ?) AND phase.state IN (?) AND phase.project_id = parent.column1 ORDER BY phase.position ASC, phase.id ASC LIMIT ?)
  ORDER BY phase.position ASC, phase.id ASC

SELECT phase.project_id, COUNT(phase.id) AS how_many
  FROM phase
  WHERE phase.tenant_id = ? AND phase.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND project.state NOT IN (?) AND project.visibility = ?) AND phase.state IN (?) AND phase.project_id IN (?) GROUP BY phase.project_id

SELECT phase_state_change.(8 columns)
  FROM (VALUES (?)) AS parent INNER JOIN phase_state_change ON phase_state_change.tenant_id = ? AND phase_state_change.id IN (SELECT phase_state_change.id FROM phase_state_change WHERE phase_state_change.tenant_id = ? AND phase_state_change.phase_id IN (SELECT phase.id FROM phase WHERE phase.tenant_id = ? AND phase.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND project.state NOT IN (?) AND project.visibility = ?)) AND phase_state_change.phase_id = parent.column1 ORDER BY phase_state_change.occurred_at DESC, phase_state_change.id DESC LIMIT ?)
  ORDER BY phase_state_change.occurred_at DESC, phase_state_change.id DESC

SELECT project.(20 columns)
  FROM project
  WHERE project.tenant_id = ? AND project.state NOT IN (?) AND project.visibility = ? AND project.id IN (?)
  LIMIT ?

SELECT project.(20 columns)
  FROM project
  WHERE project.tenant_id = ? AND project.state NOT IN (?) AND project.visibility = ? AND project.id IN (?)
  LIMIT ?

SELECT tenant.(13 columns)
  FROM tenant
  WHERE tenant.slug = ?
  LIMIT ?
