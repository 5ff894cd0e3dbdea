BEGIN

SELECT contribution.(42 columns)
  FROM contribution
  WHERE contribution.tenant_id = ? AND contribution.id IN (SELECT row_id FROM (SELECT contribution.id AS row_id, ROW_NUMBER() OVER ( PARTITION BY contribution.phase_id ORDER BY contribution.created_at DESC, contribution.id DESC ) AS place FROM contribution WHERE contribution.tenant_id = ? AND (contribution.author_id IN (SELECT id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ?) OR (contribution.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND ((project.state NOT IN (?) AND project.visibility <> ?) OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?))) AND ((contribution.published_at IS NOT NULL AND contribution.state NOT IN (?)) OR (contribution.state IN (?) AND contribution.project_id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ? AND (roles & ?) <> ?))))) AND contribution.phase_id IN (?)) AS numbered WHERE place <= ?)
  ORDER BY contribution.created_at DESC, contribution.id DESC

SELECT membership.person_id, membership.account_id, membership.roles, membership.state, membership.last_active_on, account.generation, tenant.policies, tenant.time_zone, tenant.disclosure_threshold
  FROM membership INNER JOIN account ON membership.account_id = account.id INNER JOIN tenant ON membership.tenant_id = tenant.id
  WHERE membership.tenant_id = ? AND membership.id = ?
  LIMIT ?

SELECT participation.(16 columns)
  FROM participation
  WHERE participation.tenant_id = ? AND participation.id IN (?)

SELECT participation.(16 columns)
  FROM participation
  WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.project_id IN (?)
  LIMIT ?

SELECT phase.(19 columns)
  FROM phase
  WHERE phase.tenant_id = ? AND phase.id IN (SELECT row_id FROM (SELECT phase.id AS row_id, ROW_NUMBER() OVER ( PARTITION BY phase.project_id ORDER BY phase.position ASC, phase.id ASC ) AS place FROM phase WHERE phase.tenant_id = ? AND phase.project_id IN (?)) AS numbered WHERE place <= ?)
  ORDER BY phase.position ASC, phase.id ASC

SELECT project.(20 columns)
  FROM project
  WHERE project.tenant_id = ? AND ((project.state NOT IN (?) AND project.visibility <> ?) OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?))
  ORDER BY project.created_at DESC, project.id DESC
  LIMIT ?
