BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
  SET LOCAL app.tenant = '?'

SELECT COUNT(*) AS num_items
  FROM (SELECT audit_entry.tenant_id, audit_entry.id, audit_entry.position, audit_entry.occurred_at, audit_entry.kind, audit_entry.action, audit_entry.membership_id, audit_entry.client_id, audit_entry.object_type, audit_entry.object_id, audit_entry.outcome, audit_entry.code, audit_entry.number, audit_entry.purpose, audit_entry.hash, audit_entry.previous_hash FROM audit_entry WHERE audit_entry.tenant_id = ? AND audit_entry.kind IN (?)) AS sub_query

SELECT audit_entry.(16 columns)
  FROM audit_entry
  WHERE audit_entry.tenant_id = ? AND audit_entry.kind IN (?)
  ORDER BY audit_entry.position DESC, audit_entry.id DESC
  LIMIT ?

SELECT membership.person_id, membership.account_id, membership.roles, membership.state, membership.last_active_on, account.generation, tenant.policies, tenant.time_zone, tenant.disclosure_threshold
  FROM membership INNER JOIN account ON membership.account_id = account.id INNER JOIN tenant ON membership.tenant_id = tenant.id
  WHERE membership.tenant_id = ? AND membership.id = ?
  LIMIT ?
