
  SET LOCAL app.tenant = '?'

BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
  SET LOCAL statement_timeout = 10000

SELECT COUNT(*) AS num_items
  FROM (SELECT project_template.tenant_id, project_template.id, project_template.import_key, project_template.digest, project_template.titles, project_template.descriptions, project_template.languages, project_template.source, project_template.created_at FROM project_template WHERE project_template.tenant_id = ?) AS sub_query

SELECT project_template.(9 columns)
  FROM project_template
  WHERE project_template.tenant_id = ?
  ORDER BY project_template.created_at DESC, project_template.id DESC
  LIMIT ?

SELECT tenant.(15 columns)
  FROM tenant
  WHERE tenant.slug = ?
  LIMIT ?
