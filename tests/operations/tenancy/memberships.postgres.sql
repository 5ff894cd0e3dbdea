BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
  SET LOCAL app.tenant = '?'

SELECT COUNT(*) AS num_items
  FROM (SELECT invitation.tenant_id, invitation.id, invitation.email, invitation.email_key, invitation.token_digest, invitation.tenant_roles, invitation.project_id, invitation.sector, invitation.expertise, invitation.project_roles, invitation.organisation_id, invitation.inviter_id, invitation.state, invitation.expires_at, invitation.declined_at, invitation.failed_tries, invitation.created_at, invitation.version FROM invitation WHERE invitation.tenant_id = ?) AS sub_query

SELECT COUNT(*) AS num_items
  FROM (SELECT membership.tenant_id, membership.id, membership.person_id, membership.account_id, membership.roles, membership.state, membership.state_reason, membership.created_at, membership.last_active_on, membership.version FROM membership WHERE membership.tenant_id = ?) AS sub_query

SELECT account.(7 columns)
  FROM account
  WHERE account.id = ?
  LIMIT ?

SELECT invitation.(18 columns)
  FROM invitation
  WHERE invitation.tenant_id = ?
  ORDER BY invitation.created_at DESC, invitation.id DESC
  LIMIT ?

SELECT invitation.id, person.id AS other
  FROM invitation INNER JOIN account ON account.address_key = invitation.email_key INNER JOIN person ON person.account_id = account.id
  WHERE invitation.tenant_id = ? AND person.tenant_id = ? AND invitation.id = ?

SELECT membership.(10 columns)
  FROM membership
  WHERE membership.tenant_id = ?
  ORDER BY membership.created_at ASC, membership.id ASC
  LIMIT ?

SELECT membership.person_id, membership.account_id, membership.roles, membership.state, membership.last_active_on, account.generation, tenant.policies, tenant.time_zone, tenant.disclosure_threshold
  FROM membership INNER JOIN account ON membership.account_id = account.id INNER JOIN tenant ON membership.tenant_id = tenant.id
  WHERE membership.tenant_id = ? AND membership.id = ?
  LIMIT ?

SELECT participation.(16 columns)
  FROM participation
  WHERE participation.tenant_id = ? AND (participation.person_id = ? OR participation.project_id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?)) AND participation.person_id = ? AND participation.state = ?
  LIMIT ?

SELECT tenant.(16 columns)
  FROM tenant
  WHERE tenant.id = ?
  LIMIT ?
