BEGIN ISOLATION LEVEL READ COMMITTED;
  SET LOCAL app.tenant = '?'

SELECT membership.person_id, membership.account_id, membership.roles, membership.state, membership.last_active_on, account.generation, tenant.policies, tenant.time_zone, tenant.disclosure_threshold
  FROM membership INNER JOIN account ON membership.account_id = account.id INNER JOIN tenant ON membership.tenant_id = tenant.id
  WHERE membership.tenant_id = ? AND membership.id = ?
  LIMIT ?
  FOR KEY SHARE OF membership

SELECT project.(20 columns), phase.(19 columns)
  FROM project INNER JOIN phase ON project.id = phase.project_id
  WHERE project.tenant_id = ? AND phase.tenant_id = ? AND (project.visibility <> ? OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?)) AND phase.id = ?
  LIMIT ?
  FOR NO KEY UPDATE OF project, phase

SELECT participation.(16 columns)
  FROM participation
  WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.project_id = ?
  LIMIT ?

UPDATE phase
  SET state = ?, state_reason = ?, closed_at = ?, version = ?
  WHERE phase.tenant_id = ? AND phase.id = ?

INSERT INTO phase_state_change (tenant_id, id, phase_id, from_state, to_state, occurred_at, reason, actor_id)
  VALUES (?)

SELECT tenant.(16 columns)
  FROM tenant
  WHERE tenant.id = ?
  LIMIT ?

SELECT contribution.(42 columns)
  FROM contribution
  WHERE contribution.tenant_id = ? AND contribution.phase_id = ? AND contribution.published_at IS NOT NULL
  ORDER BY contribution.id ASC
  LIMIT ?
  FOR NO KEY UPDATE

UPDATE contribution
  SET agree_tally = ?, disagree_tally = ?, pass_tally = ?, agree_settled = ?, disagree_settled = ?, pass_settled = ?, agree_published = ?, disagree_published = ?, pass_published = ?, total_published = ?, stands_published_at = ?
  WHERE contribution.tenant_id = ? AND contribution.id = ?

UPDATE contribution
  SET agree_tally = ?, disagree_tally = ?, pass_tally = ?, agree_settled = ?, disagree_settled = ?, pass_settled = ?, agree_published = ?, disagree_published = ?, pass_published = ?, total_published = ?, stands_published_at = ?
  WHERE contribution.tenant_id = ? AND contribution.id = ?

UPDATE contribution
  SET agree_tally = ?, disagree_tally = ?, pass_tally = ?, agree_settled = ?, disagree_settled = ?, pass_settled = ?, agree_published = ?, disagree_published = ?, pass_published = ?, total_published = ?, stands_published_at = ?
  WHERE contribution.tenant_id = ? AND contribution.id = ?

SELECT contribution.(42 columns)
  FROM contribution
  WHERE contribution.tenant_id = ? AND contribution.phase_id = ? AND contribution.published_at IS NOT NULL AND contribution.id > ?
  ORDER BY contribution.id ASC
  LIMIT ?
  FOR NO KEY UPDATE

INSERT INTO event (tenant_id, id, kind, object_id, occurred_at, delivered_at)
  VALUES (?)

INSERT INTO audit_waiting (tenant_id, id, occurred_at, kind, action, membership_id, client_id, object_type, object_id, outcome, code, number, purpose)
  VALUES (?)

COMMIT

BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
  SET LOCAL app.tenant = '?'

SELECT found.(8 columns)
  FROM unnest(?) AS parent INNER JOIN LATERAL (SELECT phase_state_change.tenant_id, phase_state_change.id, phase_state_change.phase_id, phase_state_change.from_state, phase_state_change.to_state, phase_state_change.occurred_at, phase_state_change.reason, phase_state_change.actor_id FROM phase_state_change WHERE phase_state_change.tenant_id = ? AND parent.parent = phase_state_change.phase_id ORDER BY phase_state_change.occurred_at ASC, phase_state_change.id ASC LIMIT ?) AS found ON TRUE

SELECT phase.(19 columns)
  FROM phase
  WHERE phase.tenant_id = ? AND phase.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND (project.visibility <> ? OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?))) AND phase.id = ?
  LIMIT ?

SELECT policies
  FROM tenant
  WHERE id = ?
