BEGIN ISOLATION LEVEL READ COMMITTED;
  SET LOCAL app.tenant = '?'

SELECT membership.person_id, membership.account_id, membership.roles, membership.state, membership.last_active_on, account.generation, tenant.policies, tenant.time_zone, tenant.disclosure_threshold
  FROM membership INNER JOIN account ON membership.account_id = account.id INNER JOIN tenant ON membership.tenant_id = tenant.id
  WHERE membership.tenant_id = ? AND membership.id = ?
  LIMIT ?
  FOR KEY SHARE OF membership

SELECT contribution.(42 columns)
  FROM contribution
  WHERE contribution.tenant_id = ? AND (contribution.author_id IN (SELECT id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ?) OR (contribution.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND ((project.state NOT IN (?) AND project.visibility <> ?) OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?))) AND ((contribution.published_at IS NOT NULL AND contribution.state NOT IN (?)) OR (contribution.state IN (?) AND contribution.project_id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ? AND (roles & ?) <> ?))))) AND contribution.id = ?
  LIMIT ?

SELECT project.(20 columns)
  FROM project
  WHERE project.tenant_id = ? AND project.id = ?
  LIMIT ?
  FOR SHARE

SELECT participation.id
  FROM participation
  WHERE participation.tenant_id = ? AND participation.id = ?
  FOR KEY SHARE

SELECT contribution.(42 columns)
  FROM contribution
  WHERE contribution.tenant_id = ? AND (contribution.author_id IN (SELECT id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ?) OR (contribution.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND ((project.state NOT IN (?) AND project.visibility <> ?) OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?))) AND ((contribution.published_at IS NOT NULL AND contribution.state NOT IN (?)) OR (contribution.state IN (?) AND contribution.project_id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ? AND (roles & ?) <> ?))))) AND contribution.id = ?
  LIMIT ?
  FOR NO KEY UPDATE

SELECT participation.(16 columns)
  FROM participation
  WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.project_id = ?
  LIMIT ?

BEGIN ISOLATION LEVEL READ COMMITTED;
  SET LOCAL app.tenant = '?'

INSERT INTO audit_refusal (tenant_id, id, membership_id, client_id, action, code, ends_at, number)
  VALUES (?) ON CONFLICT (tenant_id, id) DO UPDATE
  SET number = audit_refusal.number + ?

SELECT audit_refusal.(8 columns)
  FROM audit_refusal
  WHERE audit_refusal.tenant_id = ? AND audit_refusal.id = ?
  LIMIT ?
  FOR NO KEY UPDATE

INSERT INTO audit_waiting (tenant_id, id, occurred_at, kind, action, membership_id, client_id, object_type, object_id, outcome, code, number, purpose)
  VALUES (?)

COMMIT
