BEGIN

SELECT contribution.(42 columns)
  FROM contribution
  WHERE contribution.tenant_id = ? AND contribution.id IN (SELECT row_id FROM (SELECT contribution.id AS row_id, ROW_NUMBER() OVER ( PARTITION BY contribution.project_id ORDER BY contribution.created_at DESC, contribution.id DESC ) AS place FROM contribution WHERE contribution.tenant_id = ? AND (contribution.author_id IN (SELECT id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ?) OR (contribution.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND (project.visibility <> ? OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?))) AND ((contribution.published_at IS NOT NULL AND contribution.state NOT IN (?)) OR (contribution.state IN (?) AND contribution.project_id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ? AND (roles & ?) <> ?))))) AND contribution.project_id IN (?)) AS numbered WHERE place <= ?)
  ORDER BY contribution.created_at DESC, contribution.id DESC

SELECT contribution.(42 columns), participation.(16 columns)
  FROM contribution LEFT JOIN participation ON participation.tenant_id = ? AND participation.person_id = ? AND contribution.project_id = participation.project_id
  WHERE contribution.tenant_id = ? AND (contribution.author_id IN (SELECT id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ?) OR (contribution.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND (project.visibility <> ? OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?))) AND ((contribution.published_at IS NOT NULL AND contribution.state NOT IN (?)) OR (contribution.state IN (?) AND contribution.project_id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ? AND (roles & ?) <> ?))))) AND contribution.id = ?
  LIMIT ?

SELECT contribution_report.(13 columns)
  FROM contribution_report
  WHERE contribution_report.tenant_id = ? AND contribution_report.id IN (SELECT row_id FROM (SELECT contribution_report.id AS row_id, ROW_NUMBER() OVER ( PARTITION BY contribution_report.contribution_id ORDER BY contribution_report.reported_on DESC, contribution_report.id DESC ) AS place FROM contribution_report WHERE contribution_report.tenant_id = ? AND (contribution_report.reporter_id IN (SELECT id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ?) OR (contribution_report.contribution_id NOT IN (SELECT id FROM contribution WHERE contribution.tenant_id = ? AND contribution.author_id IN (SELECT id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ?)) AND contribution_report.project_id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ? AND (roles & ?) <> ?))) AND contribution_report.contribution_id IN (?)) AS numbered WHERE place <= ?)
  ORDER BY contribution_report.reported_on DESC, contribution_report.id DESC

SELECT contribution_report.(13 columns)
  FROM contribution_report
  WHERE contribution_report.tenant_id = ? AND contribution_report.id IN (SELECT row_id FROM (SELECT contribution_report.id AS row_id, ROW_NUMBER() OVER ( PARTITION BY contribution_report.project_id ORDER BY contribution_report.reported_on DESC, contribution_report.id DESC ) AS place FROM contribution_report WHERE contribution_report.tenant_id = ? AND (contribution_report.reporter_id IN (SELECT id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ?) OR (contribution_report.contribution_id NOT IN (SELECT id FROM contribution WHERE contribution.tenant_id = ? AND contribution.author_id IN (SELECT id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ?)) AND contribution_report.project_id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ? AND (roles & ?) <> ?))) AND contribution_report.project_id IN (?)) AS numbered WHERE place <= ?)
  ORDER BY contribution_report.reported_on DESC, contribution_report.id DESC

SELECT contribution_report.contribution_id, COUNT(contribution_report.id) AS how_many
  FROM contribution_report
  WHERE contribution_report.tenant_id = ? AND (contribution_report.reporter_id IN (SELECT id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ?) OR (contribution_report.contribution_id NOT IN (SELECT id FROM contribution WHERE contribution.tenant_id = ? AND contribution.author_id IN (SELECT id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ?)) AND contribution_report.project_id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ? AND (roles & ?) <> ?))) AND contribution_report.contribution_id IN (?) GROUP BY contribution_report.contribution_id

SELECT contribution_report.project_id, COUNT(contribution_report.id) AS how_many
  FROM contribution_report
  WHERE contribution_report.tenant_id = ? AND (contribution_report.reporter_id IN (SELECT id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ?) OR (contribution_report.contribution_id NOT IN (SELECT id FROM contribution WHERE contribution.tenant_id = ? AND contribution.author_id IN (SELECT id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ?)) AND contribution_report.project_id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ? AND (roles & ?) <> ?))) AND contribution_report.project_id IN (?) GROUP BY contribution_report.project_id

SELECT membership.person_id, membership.account_id, membership.roles, membership.state, membership.last_active_on, account.generation, tenant.policies, tenant.time_zone, tenant.disclosure_threshold
  FROM membership INNER JOIN account ON membership.account_id = account.id INNER JOIN tenant ON membership.tenant_id = tenant.id
  WHERE membership.tenant_id = ? AND membership.id = ?
  LIMIT ?

SELECT participation.(16 columns)
  FROM participation
  WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.project_id IN (?)
  LIMIT ?

SELECT participation.(16 columns)
  FROM participation
  WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.project_id IN (?)
  LIMIT ?

SELECT participation.(16 columns)
  FROM participation
  WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.project_id IN (?)
  LIMIT ?

SELECT participation.(16 columns)
  FROM participation
  WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.project_id IN (?)
  LIMIT ?

SELECT participation.id, participation.person_id AS other
  FROM participation
  WHERE participation.tenant_id = ? AND participation.id IN (?) AND participation.person_id IS NOT NULL

SELECT project.(20 columns)
  FROM project
  WHERE project.tenant_id = ? AND (project.visibility <> ? OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?)) AND project.id IN (?)
  LIMIT ?
