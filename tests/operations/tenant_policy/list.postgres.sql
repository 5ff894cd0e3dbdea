BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
  SET LOCAL app.tenant = '?'

SELECT COUNT(*) AS num_items
  FROM (SELECT tenant_policy.tenant_id, tenant_policy.id, tenant_policy.name, tenant_policy.field, tenant_policy.roles, tenant_policy.purposes, tenant_policy.reason, tenant_policy.state, tenant_policy.retired_reason, tenant_policy.created_at, tenant_policy.activated_at, tenant_policy.version FROM tenant_policy WHERE tenant_policy.tenant_id = ?) AS sub_query

SELECT membership.person_id, membership.account_id, membership.roles, membership.state, membership.last_active_on, account.generation, tenant.policies, tenant.time_zone, tenant.disclosure_threshold
  FROM membership INNER JOIN account ON membership.account_id = account.id INNER JOIN tenant ON membership.tenant_id = tenant.id
  WHERE membership.tenant_id = ? AND membership.id = ?
  LIMIT ?

SELECT tenant_policy.(12 columns)
  FROM tenant_policy
  WHERE tenant_policy.tenant_id = ?
  ORDER BY tenant_policy.created_at DESC, tenant_policy.id DESC
  LIMIT ?
