BEGIN

SELECT COUNT(*) AS num_items
  FROM (SELECT public_service.tenant_id, public_service.id, public_service.title, public_service.description, public_service.competent_authority, public_service.audience, public_service.theme, public_service.channels, public_service.status, public_service.status_reason, public_service.url, public_service.created_at, public_service.updated_at, public_service.version FROM public_service WHERE public_service.tenant_id = ?) AS sub_query

SELECT project.(20 columns)
  FROM project
  WHERE project.tenant_id = ? AND project.id IN (SELECT row_id FROM (SELECT project.id AS row_id, ROW_NUMBER() OVER ( PARTITION BY project.public_service_id ORDER BY project.title ASC, project.id ASC ) AS place FROM project WHERE project.tenant_id = ? AND project.state NOT IN (?) AND project.visibility = ? AND project.public_service_id IN (?)) AS numbered WHERE place <= ?)
  ORDER BY project.title ASC, project.id ASC

SELECT project.public_service_id, COUNT(project.id) AS how_many
  FROM project
  WHERE project.tenant_id = ? AND project.state NOT IN (?) AND project.visibility = ? AND project.public_service_id IN (?) GROUP BY project.public_service_id

SELECT public_service.(14 columns)
  FROM public_service
  WHERE public_service.tenant_id = ?
  ORDER BY public_service.title ASC, public_service.id ASC
  LIMIT ?

SELECT tenant.(16 columns)
  FROM tenant
  WHERE tenant.slug = ?
  LIMIT ?
