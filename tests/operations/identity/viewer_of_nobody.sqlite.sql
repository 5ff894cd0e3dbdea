BEGIN

BEGIN

SELECT tenant.(14 columns)
  FROM tenant
  WHERE tenant.id = ?
  LIMIT ?

SELECT tenant.(14 columns)
  FROM tenant
  WHERE tenant.slug = ?
  LIMIT ?
