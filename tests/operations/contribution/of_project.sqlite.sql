BEGIN

SELECT contribution.(42 columns)
  FROM contribution
  WHERE contribution.tenant_id = ? AND contribution.id IN (SELECT row_id FROM (SELECT contribution.id AS row_id, ROW_NUMBER() OVER ( PARTITION BY contribution.project_id ORDER BY contribution.created_at DESC, contribution.id DESC ) AS place FROM contribution WHERE contribution.tenant_id = ? AND (contribution.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND project.state NOT IN (?) AND project.visibility = ?) AND (contribution.published_at IS NOT NULL AND contribution.state NOT IN (?))) AND contribution.in_reply_to_id IS NULL AND contribution.project_id IN (?)) AS numbered WHERE place <= ?)
  ORDER BY contribution.created_at DESC, contribution.id DESC

SELECT contribution.project_id, COUNT(contribution.id) AS how_many
  FROM contribution
  WHERE contribution.tenant_id = ? AND (contribution.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND project.state NOT IN (?) AND project.visibility = ?) AND (contribution.published_at IS NOT NULL AND contribution.state NOT IN (?))) AND contribution.in_reply_to_id IS NULL AND contribution.project_id IN (?) GROUP BY contribution.project_id

SELECT phase.(19 columns)
  FROM phase
  WHERE phase.tenant_id = ? AND phase.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND project.state NOT IN (?) AND project.visibility = ?) AND phase.id IN (?)
  LIMIT ?

SELECT project.(20 columns)
  FROM project
  WHERE project.tenant_id = ? AND project.state NOT IN (?) AND project.visibility = ? AND project.id IN (?)
  LIMIT ?

SELECT tenant.(16 columns)
  FROM tenant
  WHERE tenant.slug = ?
  LIMIT ?
