BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
  SET LOCAL app.tenant = '?'

SELECT COUNT(*) AS num_items
  FROM (SELECT client.tenant_id, client.id, client.name, client.organisation_id, client.sector, client.classes, client.purposes, client.secret_digest, client.generation, client.secret_rotated_at, client.expires_at, client.revoked_at, client.revoked_reason, client.listed, client.allowed_origins, client.last_used_on, client.created_at, client.version FROM client WHERE client.tenant_id = ?) AS sub_query

SELECT client.(18 columns)
  FROM client
  WHERE client.tenant_id = ?
  ORDER BY client.created_at DESC, client.id DESC
  LIMIT ?

SELECT client_scope.(4 columns)
  FROM client_scope
  WHERE client_scope.tenant_id = ? AND client_scope.client_id IN (SELECT client.id FROM client WHERE client.tenant_id = ?) AND client_scope.client_id IN (?)
  LIMIT ?

SELECT membership.person_id, membership.account_id, membership.roles, membership.state, membership.last_active_on, account.generation, tenant.policies, tenant.time_zone, tenant.disclosure_threshold
  FROM membership INNER JOIN account ON membership.account_id = account.id INNER JOIN tenant ON membership.tenant_id = tenant.id
  WHERE membership.tenant_id = ? AND membership.id = ?
  LIMIT ?

SELECT project.(20 columns)
  FROM project
  WHERE project.tenant_id = ? AND ((project.state NOT IN (?) AND project.visibility <> ?) OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?)) AND project.id = ?
  LIMIT ?
