
  SET LOCAL app.tenant = '?'

BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY

SELECT project.(20 columns)
  FROM project
  WHERE project.tenant_id = ? AND project.state NOT IN (?) AND project.visibility = ? AND project.id = ANY(?)
  LIMIT ?

SELECT public_service.(14 columns)
  FROM public_service
  WHERE public_service.tenant_id = ? AND public_service.id = ?
  LIMIT ?

SELECT search_term.(8 columns)
  FROM search_term
  WHERE search_term.tenant_id = ? AND (search_term.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND project.state NOT IN (?) AND project.visibility = ?) OR search_term.object_id IN (SELECT public_service.id FROM public_service WHERE public_service.tenant_id = ?) OR search_term.object_id IN (SELECT organisation.id FROM organisation WHERE organisation.tenant_id = ?)) AND search_term.term = ?
  ORDER BY search_term.place DESC, search_term.dated_at DESC, search_term.id DESC
  LIMIT ?

SELECT tenant.(16 columns)
  FROM tenant
  WHERE tenant.slug = ?
  LIMIT ?
