BEGIN ISOLATION LEVEL READ COMMITTED;
  SET LOCAL app.tenant = '?';
  SET LOCAL statement_timeout = 10000

SELECT membership.person_id, membership.account_id, membership.roles, membership.state, account.generation, tenant.time_zone, tenant.disclosure_threshold
  FROM membership INNER JOIN account ON membership.account_id = account.id INNER JOIN tenant ON membership.tenant_id = tenant.id
  WHERE membership.tenant_id = ? AND membership.id = ?
  LIMIT ?
