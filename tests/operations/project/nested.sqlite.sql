BEGIN

SELECT contribution.(42 columns)
  FROM contribution
  WHERE contribution.tenant_id = ? AND contribution.id IN (SELECT row_id FROM (SELECT contribution.id AS row_id, ROW_NUMBER() OVER ( PARTITION BY contribution.in_reply_to_id ORDER BY contribution.created_at ASC, contribution.id ASC ) AS place FROM contribution WHERE contribution.tenant_id = ? AND (contribution.author_id IN (SELECT id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ?) OR (contribution.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND (project.visibility <> ? OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?))) AND ((contribution.published_at IS NOT NULL AND contribution.state NOT IN (?)) OR (contribution.state IN (?) AND contribution.project_id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ? AND (roles & ?) <> ?))))) AND contribution.in_reply_to_id IN (?)) AS numbered WHERE place <= ?)
  ORDER BY contribution.created_at ASC, contribution.id ASC

SELECT contribution.(42 columns)
  FROM contribution
  WHERE contribution.tenant_id = ? AND contribution.id IN (SELECT row_id FROM (SELECT contribution.id AS row_id, ROW_NUMBER() OVER ( PARTITION BY contribution.merged_into_id ORDER BY contribution.created_at ASC, contribution.id ASC ) AS place FROM contribution WHERE contribution.tenant_id = ? AND (contribution.author_id IN (SELECT id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ?) OR (contribution.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND (project.visibility <> ? OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?))) AND ((contribution.published_at IS NOT NULL AND contribution.state NOT IN (?)) OR (contribution.state IN (?) AND contribution.project_id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ? AND (roles & ?) <> ?))))) AND contribution.state = ? AND contribution.merged_into_id IN (?)) AS numbered WHERE place <= ?)
  ORDER BY contribution.created_at ASC, contribution.id ASC

SELECT contribution.(42 columns)
  FROM contribution
  WHERE contribution.tenant_id = ? AND contribution.id IN (SELECT row_id FROM (SELECT contribution.id AS row_id, ROW_NUMBER() OVER ( PARTITION BY contribution.phase_id ORDER BY contribution.created_at DESC, contribution.id DESC ) AS place FROM contribution WHERE contribution.tenant_id = ? AND (contribution.author_id IN (SELECT id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ?) OR (contribution.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND (project.visibility <> ? OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?))) AND ((contribution.published_at IS NOT NULL AND contribution.state NOT IN (?)) OR (contribution.state IN (?) AND contribution.project_id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ? AND (roles & ?) <> ?))))) AND contribution.phase_id IN (?)) AS numbered WHERE place <= ?)
  ORDER BY contribution.created_at DESC, contribution.id DESC

SELECT contribution.(42 columns), participation.(16 columns)
  FROM contribution LEFT JOIN participation ON participation.tenant_id = ? AND participation.person_id = ? AND contribution.project_id = participation.project_id
  WHERE contribution.tenant_id = ? AND (contribution.author_id IN (SELECT id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ?) OR (contribution.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND (project.visibility <> ? OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?))) AND ((contribution.published_at IS NOT NULL AND contribution.state NOT IN (?)) OR (contribution.state IN (?) AND contribution.project_id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ? AND (roles & ?) <> ?))))) AND contribution.id = ?
  LIMIT ?

SELECT contribution.merged_into_id, COUNT(contribution.id) AS how_many
  FROM contribution
  WHERE contribution.tenant_id = ? AND (contribution.author_id IN (SELECT id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ?) OR (contribution.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND (project.visibility <> ? OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?))) AND ((contribution.published_at IS NOT NULL AND contribution.state NOT IN (?)) OR (contribution.state IN (?) AND contribution.project_id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ? AND (roles & ?) <> ?))))) AND contribution.state = ? AND contribution.merged_into_id IN (?) GROUP BY contribution.merged_into_id

SELECT contribution.phase_id, COUNT(contribution.id) AS how_many
  FROM contribution
  WHERE contribution.tenant_id = ? AND (contribution.author_id IN (SELECT id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ?) OR (contribution.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND (project.visibility <> ? OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?))) AND ((contribution.published_at IS NOT NULL AND contribution.state NOT IN (?)) OR (contribution.state IN (?) AND contribution.project_id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ? AND (roles & ?) <> ?))))) AND contribution.phase_id IN (?) GROUP BY contribution.phase_id

SELECT contribution.phase_id, contribution.kind, COUNT(contribution.id) AS number
  FROM contribution
  WHERE contribution.tenant_id = ? AND (contribution.author_id IN (SELECT id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ?) OR (contribution.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND (project.visibility <> ? OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?))) AND ((contribution.published_at IS NOT NULL AND contribution.state NOT IN (?)) OR (contribution.state IN (?) AND contribution.project_id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ? AND (roles & ?) <> ?))))) AND contribution.phase_id IN (?) AND contribution.published_at IS NOT NULL AND contribution.state <> ? AND contribution.state NOT IN (?) GROUP BY contribution.phase_id, contribution.kind

SELECT evaluation.(17 columns)
  FROM evaluation
  WHERE evaluation.tenant_id = ? AND evaluation.id IN (SELECT row_id FROM (SELECT evaluation.id AS row_id, ROW_NUMBER() OVER ( PARTITION BY evaluation.project_id ORDER BY evaluation.created_at DESC, evaluation.id DESC ) AS place FROM evaluation WHERE evaluation.tenant_id = ? AND evaluation.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND (project.visibility <> ? OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?))) AND (evaluation.state <> ? OR evaluation.project_id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ? AND (roles & ?) <> ?)) AND evaluation.project_id IN (?)) AS numbered WHERE place <= ?)
  ORDER BY evaluation.created_at DESC, evaluation.id DESC

SELECT membership.(10 columns)
  FROM membership
  WHERE membership.tenant_id = ? AND membership.id IN (?)
  LIMIT ?

SELECT membership.person_id, membership.account_id, membership.roles, membership.state, membership.last_active_on, account.generation, tenant.policies, tenant.time_zone, tenant.disclosure_threshold
  FROM membership INNER JOIN account ON membership.account_id = account.id INNER JOIN tenant ON membership.tenant_id = tenant.id
  WHERE membership.tenant_id = ? AND membership.id = ?
  LIMIT ?

SELECT participation.(16 columns)
  FROM participation
  WHERE participation.tenant_id = ? AND (participation.person_id = ? OR participation.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND (project.visibility <> ? OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?)))) AND participation.id IN (?)
  LIMIT ?

SELECT participation.(16 columns)
  FROM participation
  WHERE participation.tenant_id = ? AND (participation.person_id = ? OR participation.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND (project.visibility <> ? OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?)))) AND participation.person_id = ? AND participation.state = ? AND participation.project_id IN (?)
  LIMIT ?

SELECT participation.(16 columns)
  FROM participation
  WHERE participation.tenant_id = ? AND (participation.person_id = ? OR participation.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND (project.visibility <> ? OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?)))) AND participation.person_id = ? AND participation.state = ? AND participation.project_id IN (?)
  LIMIT ?

SELECT participation.(16 columns)
  FROM participation
  WHERE participation.tenant_id = ? AND participation.id IN (?)

SELECT participation.(16 columns)
  FROM participation
  WHERE participation.tenant_id = ? AND participation.id IN (?)

SELECT participation.(16 columns)
  FROM participation
  WHERE participation.tenant_id = ? AND participation.id IN (SELECT row_id FROM (SELECT participation.id AS row_id, ROW_NUMBER() OVER ( PARTITION BY participation.project_id ORDER BY participation.joined_on ASC, participation.id ASC ) AS place FROM participation WHERE participation.tenant_id = ? AND (participation.person_id = ? OR participation.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND (project.visibility <> ? OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?)))) AND participation.person_id IS NOT NULL AND participation.state = ? AND (roles & ?) <> ? AND participation.project_id IN (?)) AS numbered WHERE place <= ?)
  ORDER BY participation.joined_on ASC, participation.id ASC

SELECT participation.(16 columns)
  FROM participation
  WHERE participation.tenant_id = ? AND participation.id IN (SELECT row_id FROM (SELECT participation.id AS row_id, ROW_NUMBER() OVER ( PARTITION BY participation.project_id ORDER BY participation.joined_on DESC, participation.id DESC ) AS place FROM participation WHERE participation.tenant_id = ? AND (participation.person_id = ? OR participation.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND (project.visibility <> ? OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?)))) AND participation.project_id IN (?)) AS numbered WHERE place <= ?)
  ORDER BY participation.joined_on DESC, participation.id DESC

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

SELECT participation.project_id, COUNT(participation.id) AS how_many
  FROM participation
  WHERE participation.tenant_id = ? AND (participation.person_id = ? OR participation.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND (project.visibility <> ? OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?)))) AND participation.project_id IN (?) GROUP BY participation.project_id

SELECT person.(10 columns)
  FROM person
  WHERE person.tenant_id = ? AND person.id IN (?)
  LIMIT ?

SELECT phase.(19 columns)
  FROM phase
  WHERE phase.tenant_id = ? AND phase.id IN (SELECT row_id FROM (SELECT phase.id AS row_id, ROW_NUMBER() OVER ( PARTITION BY phase.project_id ORDER BY phase.position ASC, phase.id ASC ) AS place FROM phase WHERE phase.tenant_id = ? AND phase.project_id IN (?)) AS numbered WHERE place <= ?)
  ORDER BY phase.position ASC, phase.id ASC

SELECT phase.(19 columns)
  FROM phase
  WHERE phase.tenant_id = ? AND phase.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND (project.visibility <> ? OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?))) AND phase.id IN (?)
  LIMIT ?

SELECT phase.(19 columns)
  FROM phase
  WHERE phase.tenant_id = ? AND phase.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND (project.visibility <> ? OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?))) AND phase.id IN (?)
  LIMIT ?

SELECT project.(20 columns)
  FROM project
  WHERE project.tenant_id = ? AND (project.visibility <> ? OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?))
  ORDER BY project.created_at DESC, project.id DESC
  LIMIT ?

SELECT project.(20 columns)
  FROM project
  WHERE project.tenant_id = ? AND (project.visibility <> ? OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?)) AND project.id IN (?)
  LIMIT ?

SELECT project_id AS id, person_id AS other
  FROM participation
  WHERE participation.tenant_id = ? AND participation.project_id IN (?) AND participation.person_id IS NOT NULL AND participation.state = ? AND (roles & ?) <> ?
  ORDER BY joined_on ASC, id ASC

SELECT project_state_change.(8 columns)
  FROM project_state_change
  WHERE project_state_change.tenant_id = ? AND project_state_change.id IN (SELECT row_id FROM (SELECT project_state_change.id AS row_id, ROW_NUMBER() OVER ( PARTITION BY project_state_change.project_id ORDER BY project_state_change.occurred_at DESC, project_state_change.id DESC ) AS place FROM project_state_change WHERE project_state_change.tenant_id = ? AND project_state_change.project_id IN (?)) AS numbered WHERE place <= ?)
  ORDER BY project_state_change.occurred_at DESC, project_state_change.id DESC

SELECT project_state_change.project_id, COUNT(project_state_change.id) AS how_many
  FROM project_state_change
  WHERE project_state_change.tenant_id = ? AND project_state_change.project_id IN (?) GROUP BY project_state_change.project_id

SELECT reaction.(7 columns)
  FROM reaction
  WHERE reaction.tenant_id = ? AND reaction.participation_id IN (SELECT id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ?) AND reaction.contribution_id IN (?)
  LIMIT ?
