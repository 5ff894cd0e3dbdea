BEGIN ISOLATION LEVEL READ COMMITTED;
  SET LOCAL app.tenant = '?'

SELECT membership.person_id, membership.account_id, membership.roles, membership.state, membership.last_active_on, account.generation, tenant.policies, tenant.time_zone, tenant.disclosure_threshold
  FROM membership INNER JOIN account ON membership.account_id = account.id INNER JOIN tenant ON membership.tenant_id = tenant.id
  WHERE membership.tenant_id = ? AND membership.id = ?
  LIMIT ?
  FOR KEY SHARE OF membership

SELECT COUNT(*) AS num_items
  FROM (SELECT organisation.tenant_id, organisation.id, organisation.name, organisation.name_key, organisation.actor_type, organisation.url, organisation.is_verified, organisation.reveals_special_category, organisation.created_at, organisation.version FROM organisation WHERE organisation.tenant_id = ? AND organisation.name_key = ?) AS sub_query

INSERT INTO organisation (tenant_id, id, name, name_key, actor_type, url, is_verified, reveals_special_category, created_at, version)
  VALUES (?)

SELECT organisation.(10 columns)
  FROM organisation
  WHERE organisation.tenant_id = ? AND organisation.id = ?
  LIMIT ?
  FOR NO KEY UPDATE

DELETE
  FROM search_term
  WHERE search_term.tenant_id = ? AND search_term.object_id = ?

INSERT INTO search_term (tenant_id, id, term, kind, object_id, project_id, place, dated_at)
  VALUES (?)

INSERT INTO event (tenant_id, id, kind, object_id, occurred_at, delivered_at)
  VALUES (?)

COMMIT

BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
  SET LOCAL app.tenant = '?'

SELECT organisation.(10 columns)
  FROM organisation
  WHERE organisation.tenant_id = ? AND organisation.id = ?
  LIMIT ?

SELECT policies
  FROM tenant
  WHERE id = ?
