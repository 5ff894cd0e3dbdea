BEGIN

SELECT contribution.(42 columns)
  FROM contribution
  WHERE contribution.tenant_id = ? AND contribution.id IN (SELECT row_id FROM (SELECT contribution.id AS row_id, ROW_NUMBER() OVER ( PARTITION BY contribution.in_reply_to_id ORDER BY contribution.created_at ASC, contribution.id ASC ) AS place FROM contribution WHERE contribution.tenant_id = ? AND (contribution.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND project.state NOT IN (?) AND project.visibility = ?) AND (contribution.published_at IS NOT NULL AND contribution.state NOT IN (?))) AND contribution.in_reply_to_id IN (?)) AS numbered WHERE place <= ?)
  ORDER BY contribution.created_at ASC, contribution.id ASC

SELECT contribution.(42 columns)
  FROM contribution
  WHERE contribution.tenant_id = ? AND contribution.id IN (SELECT row_id FROM (SELECT contribution.id AS row_id, ROW_NUMBER() OVER ( PARTITION BY contribution.phase_id ORDER BY contribution.created_at ASC, contribution.id ASC ) AS place FROM contribution WHERE contribution.tenant_id = ? AND (contribution.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND project.state NOT IN (?) AND project.visibility = ?) AND (contribution.published_at IS NOT NULL AND contribution.state NOT IN (?))) AND contribution.phase_id IN (?)) AS numbered WHERE place <= ?)
  ORDER BY contribution.created_at ASC, contribution.id ASC

SELECT contribution.in_reply_to_id, COUNT(contribution.id) AS how_many
  FROM contribution
  WHERE contribution.tenant_id = ? AND (contribution.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND project.state NOT IN (?) AND project.visibility = ?) AND (contribution.published_at IS NOT NULL AND contribution.state NOT IN (?))) AND contribution.in_reply_to_id IN (?) GROUP BY contribution.in_reply_to_id

SELECT contribution.phase_id, COUNT(contribution.id) AS how_many
  FROM contribution
  WHERE contribution.tenant_id = ? AND (contribution.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND project.state NOT IN (?) AND project.visibility = ?) AND (contribution.published_at IS NOT NULL AND contribution.state NOT IN (?))) AND contribution.phase_id IN (?) GROUP BY contribution.phase_id

SELECT participation.(16 columns)
  FROM participation
  WHERE participation.tenant_id = ? AND participation.id IN (?)

SELECT participation.id, participation.person_id AS other
  FROM participation
  WHERE participation.tenant_id = ? AND participation.id IN (?) AND participation.person_id IS NOT NULL

SELECT phase.(19 columns)
  FROM phase
  WHERE phase.tenant_id = ? AND phase.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND project.state NOT IN (?) AND project.visibility = ?) AND phase.id IN (?)
  LIMIT ?

SELECT tenant.(16 columns)
  FROM tenant
  WHERE tenant.slug = ?
  LIMIT ?
