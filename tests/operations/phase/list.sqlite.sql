BEGIN

SELECT phase.(19 columns)
  FROM phase
  WHERE phase.tenant_id = ? AND phase.id IN (SELECT row_id FROM (SELECT phase.id AS row_id, ROW_NUMBER() OVER ( PARTITION BY phase.project_id ORDER BY phase.position ASC, phase.id ASC ) AS place FROM phase WHERE phase.tenant_id = ? AND phase.state IN (?) AND phase.project_id IN (?)) AS numbered WHERE place <= ?)
  ORDER BY phase.position ASC, phase.id ASC

SELECT phase.project_id, COUNT(phase.id) AS how_many
  FROM phase
  WHERE phase.tenant_id = ? AND phase.state IN (?) AND phase.project_id IN (?) GROUP BY phase.project_id

SELECT phase_state_change.(8 columns)
  FROM phase_state_change
  WHERE phase_state_change.tenant_id = ? AND phase_state_change.id IN (SELECT row_id FROM (SELECT phase_state_change.id AS row_id, ROW_NUMBER() OVER ( PARTITION BY phase_state_change.phase_id ORDER BY phase_state_change.occurred_at DESC, phase_state_change.id DESC ) AS place FROM phase_state_change WHERE phase_state_change.tenant_id = ? AND phase_state_change.phase_id IN (?)) AS numbered WHERE place <= ?)
  ORDER BY phase_state_change.occurred_at DESC, phase_state_change.id DESC

SELECT project.(20 columns)
  FROM project
  WHERE project.tenant_id = ? AND project.state NOT IN (?) AND project.visibility = ? AND project.id IN (?)
  LIMIT ?

SELECT project.(20 columns)
  FROM project
  WHERE project.tenant_id = ? AND project.state NOT IN (?) AND project.visibility = ? AND project.id IN (?)
  LIMIT ?

SELECT tenant.(16 columns)
  FROM tenant
  WHERE tenant.slug = ?
  LIMIT ?
