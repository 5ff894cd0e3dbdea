BEGIN ISOLATION LEVEL READ COMMITTED;
  SET LOCAL app.tenant = '?'

SELECT membership.person_id, membership.account_id, membership.roles, membership.state, membership.last_active_on, account.generation, tenant.policies, tenant.time_zone, tenant.disclosure_threshold
  FROM membership INNER JOIN account ON membership.account_id = account.id INNER JOIN tenant ON membership.tenant_id = tenant.id
  WHERE membership.tenant_id = ? AND membership.id = ?
  LIMIT ?
  FOR KEY SHARE OF membership

INSERT INTO invitation (tenant_id, id, email, email_key, token_digest, tenant_roles, project_id, sector, expertise, project_roles, organisation_id, inviter_id, state, expires_at, declined_at, failed_tries, created_at, version)
  VALUES (?)

SELECT tenant.(16 columns)
  FROM tenant
  WHERE tenant.id = ?
  LIMIT ?

INSERT INTO event (tenant_id, id, kind, object_id, occurred_at, delivered_at)
  VALUES (?)

INSERT INTO audit_waiting (tenant_id, id, occurred_at, kind, action, membership_id, client_id, object_type, object_id, outcome, code, number, purpose)
  VALUES (?)

COMMIT

BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
  SET LOCAL app.tenant = '?'

SELECT account.(7 columns)
  FROM account
  WHERE account.id = ?
  LIMIT ?

SELECT invitation.(18 columns)
  FROM invitation
  WHERE invitation.tenant_id = ? AND invitation.id = ?
  LIMIT ?

SELECT invitation.id, person.id AS other
  FROM invitation INNER JOIN account ON account.address_key = invitation.email_key INNER JOIN person ON person.account_id = account.id
  WHERE invitation.tenant_id = ? AND person.tenant_id = ? AND invitation.id = ?

SELECT policies
  FROM tenant
  WHERE id = ?
