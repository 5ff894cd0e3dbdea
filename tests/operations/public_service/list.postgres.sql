
  SET LOCAL app.tenant = '?'

BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY

SELECT COUNT(*) AS num_items
  FROM (SELECT public_service.tenant_id, public_service.id, public_service.title, public_service.description, public_service.competent_authority, public_service.audience, public_service.theme, public_service.channels, public_service.status, public_service.status_reason, public_service.url, public_service.created_at, public_service.updated_at, public_service.version FROM public_service WHERE public_service.tenant_id = ?) AS sub_query

SELECT found.(20 columns)
  FROM unnest(?) AS parent INNER JOIN LATERAL (SELECT project.tenant_id, project.id, project.slug, project.title, project.summary, project.problem_statement, project.expected_results, project.language, project.object_of_cocreation, project.public_service_id, project.visibility, project.joining, project.state, project.state_reason, project.decision_on, project.attribution, project.created_at, project.announced_at, project.updated_at, project.version FROM project WHERE project.tenant_id = ? AND project.state NOT IN (?) AND project.visibility = ? AND parent.parent = project.public_service_id ORDER BY project.title ASC, project.id ASC LIMIT ?) AS found ON TRUE

SELECT project.public_service_id, COUNT(project.id) AS how_many
  FROM project
  WHERE project.tenant_id = ? AND project.state NOT IN (?) AND project.visibility = ? AND project.public_service_id = ? GROUP BY project.public_service_id

SELECT public_service.(14 columns)
  FROM public_service
  WHERE public_service.tenant_id = ?
  ORDER BY public_service.title ASC, public_service.id ASC
  LIMIT ?

SELECT tenant.(16 columns)
  FROM tenant
  WHERE tenant.slug = ?
  LIMIT ?
