BEGIN ISOLATION LEVEL READ COMMITTED;
  SET LOCAL app.tenant = '?'

SELECT membership.person_id, membership.account_id, membership.roles, membership.state, membership.last_active_on, account.generation, tenant.policies, tenant.time_zone, tenant.disclosure_threshold
  FROM membership INNER JOIN account ON membership.account_id = account.id INNER JOIN tenant ON membership.tenant_id = tenant.id
  WHERE membership.tenant_id = ? AND membership.id = ?
  LIMIT ?
  FOR KEY SHARE OF membership

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
