
  SET LOCAL app.tenant = '?'

BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY

SELECT COUNT(*) AS num_items
  FROM (SELECT organisation.tenant_id, organisation.id, organisation.name, organisation.name_key, organisation.actor_type, organisation.url, organisation.is_verified, organisation.reveals_special_category, organisation.created_at, organisation.version FROM organisation WHERE organisation.tenant_id = ?) AS sub_query

SELECT organisation.(10 columns)
  FROM organisation
  WHERE organisation.tenant_id = ?
  ORDER BY organisation.name DESC, organisation.id DESC
  LIMIT ?

SELECT tenant.(16 columns)
  FROM tenant
  WHERE tenant.slug = ?
  LIMIT ?
