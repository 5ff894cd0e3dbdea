BEGIN

SELECT membership.person_id, membership.account_id, membership.roles, membership.state, membership.last_active_on, account.generation, tenant.policies, tenant.time_zone, tenant.disclosure_threshold
  FROM membership INNER JOIN account ON membership.account_id = account.id INNER JOIN tenant ON membership.tenant_id = tenant.id
  WHERE membership.tenant_id = ? AND membership.id = ?
  LIMIT ?

BEGIN IMMEDIATE

SELECT membership.(10 columns)
  FROM membership
  WHERE membership.tenant_id = ? AND membership.id = ?
  LIMIT ?

SELECT project.(20 columns), phase.(19 columns), participation.(16 columns)
  FROM project INNER JOIN phase ON project.id = phase.project_id INNER JOIN participation ON participation.tenant_id = ? AND participation.person_id = ? AND project.id = participation.project_id
  WHERE project.tenant_id = ? AND phase.tenant_id = ? AND ((project.state NOT IN (?) AND project.visibility <> ?) OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?)) AND phase.id = ?

INSERT INTO contribution (tenant_id, id, project_id, phase_id, author_id, kind, state, title, body, language, may_contain_special_category, in_reply_to_id, thread_depth, created_at, submitted_at, updated_at, agree_tally, disagree_tally, pass_tally, version)
  VALUES (?)

INSERT INTO event (tenant_id, id, kind, object_id, occurred_at, delivered_at)
  VALUES (?)

INSERT INTO audit_waiting (tenant_id, id, occurred_at, kind, action, membership_id, client_id, object_type, object_id, outcome, code, number, purpose)
  VALUES (?)

COMMIT

BEGIN

SELECT contribution.(42 columns), participation.(16 columns)
  FROM contribution LEFT JOIN participation ON participation.tenant_id = ? AND participation.person_id = ? AND contribution.project_id = participation.project_id
  WHERE contribution.tenant_id = ? AND (contribution.author_id IN (SELECT id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ?) OR (contribution.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND ((project.state NOT IN (?) AND project.visibility <> ?) OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?))) AND ((contribution.published_at IS NOT NULL AND contribution.state NOT IN (?)) OR (contribution.state IN (?) AND contribution.project_id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ? AND (roles & ?) <> ?))))) AND contribution.id = ?
  LIMIT ?

SELECT participation.(16 columns)
  FROM participation
  WHERE participation.tenant_id = ? AND participation.id IN (?)

SELECT phase.(19 columns)
  FROM phase
  WHERE phase.tenant_id = ? AND phase.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND ((project.state NOT IN (?) AND project.visibility <> ?) OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?))) AND phase.id IN (?)
  LIMIT ?

SELECT tenant.policies
  FROM tenant
  WHERE tenant.id = ?
  LIMIT ?
