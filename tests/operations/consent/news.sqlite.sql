BEGIN

SELECT membership.(9 columns)
  FROM membership
  WHERE membership.tenant_id = ?
  ORDER BY membership.created_at ASC, membership.id ASC
  LIMIT ?

SELECT membership.person_id, membership.account_id, membership.roles, membership.state, account.generation, tenant.time_zone, tenant.disclosure_threshold
  FROM membership INNER JOIN account ON membership.account_id = account.id INNER JOIN tenant ON membership.tenant_id = tenant.id
  WHERE membership.tenant_id = ? AND membership.id = ?
  LIMIT ?
