
  SET LOCAL app.tenant = '?'

BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY

SELECT found.(19 columns)
  FROM unnest(?) AS parent INNER JOIN LATERAL (SELECT phase.tenant_id, phase.id, phase.project_id, phase.phase_type, phase.title, phase.description, phase.position, phase.state, phase.state_reason, phase.methods, phase.eligible_sectors, phase.opens_at, phase.closes_at, phase.opened_at, phase.closed_at, phase.dispositions_published_at, phase.is_blind_review, phase.created_at, phase.version FROM phase WHERE phase.tenant_id = ? AND phase.state IN (?) AND parent.parent = phase.project_id ORDER BY phase.position ASC, phase.id ASC LIMIT ?) AS found ON TRUE

SELECT found.(8 columns)
  FROM unnest(?) AS parent INNER JOIN LATERAL (SELECT phase_state_change.tenant_id, phase_state_change.id, phase_state_change.phase_id, phase_state_change.from_state, phase_state_change.to_state, phase_state_change.occurred_at, phase_state_change.reason, phase_state_change.actor_id FROM phase_state_change WHERE phase_state_change.tenant_id = ? AND parent.parent = phase_state_change.phase_id ORDER BY phase_state_change.occurred_at DESC, phase_state_change.id DESC LIMIT ?) AS found ON TRUE

SELECT phase.project_id, COUNT(phase.id) AS how_many
  FROM phase
  WHERE phase.tenant_id = ? AND phase.state IN (?) AND phase.project_id = ? GROUP BY phase.project_id

SELECT project.(20 columns)
  FROM project
  WHERE project.tenant_id = ? AND project.state NOT IN (?) AND project.visibility = ? AND project.id = ?
  LIMIT ?

SELECT project.(20 columns)
  FROM project
  WHERE project.tenant_id = ? AND project.state NOT IN (?) AND project.visibility = ? AND project.id = ?
  LIMIT ?

SELECT tenant.(16 columns)
  FROM tenant
  WHERE tenant.slug = ?
  LIMIT ?
