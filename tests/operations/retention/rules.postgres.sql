BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
  SET LOCAL app.tenant = '?'

SELECT COUNT(*) AS num_items
  FROM (SELECT retention_run.tenant_id, retention_run.id, retention_run.day, retention_run.started_at, retention_run.finished_at FROM retention_run WHERE retention_run.tenant_id = ?) AS sub_query

SELECT membership.person_id, membership.account_id, membership.roles, membership.state, membership.last_active_on, account.generation, tenant.policies, tenant.time_zone, tenant.disclosure_threshold
  FROM membership INNER JOIN account ON membership.account_id = account.id INNER JOIN tenant ON membership.tenant_id = tenant.id
  WHERE membership.tenant_id = ? AND membership.id = ?
  LIMIT ?

SELECT retention_rule.(10 columns)
  FROM retention_rule
  WHERE retention_rule.tenant_id = ?
  ORDER BY retention_rule.created_at ASC
  LIMIT ?

SELECT retention_run.(5 columns)
  FROM retention_run
  WHERE retention_run.tenant_id = ?
  ORDER BY retention_run.day DESC, retention_run.id DESC
  LIMIT ?
