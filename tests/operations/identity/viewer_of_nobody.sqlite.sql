BEGIN

BEGIN

SELECT tenant.(13 columns)
  FROM tenant
  WHERE tenant.id = ?
  LIMIT ?

SELECT tenant.(13 columns)
  FROM tenant
  WHERE tenant.slug = ?
  LIMIT ?
