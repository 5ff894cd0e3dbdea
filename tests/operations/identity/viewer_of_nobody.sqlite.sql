BEGIN

SELECT tenant.(15 columns)
  FROM tenant
  WHERE tenant.id = ?
  LIMIT ?

SELECT tenant.(15 columns)
  FROM tenant
  WHERE tenant.slug = ?
  LIMIT ?
