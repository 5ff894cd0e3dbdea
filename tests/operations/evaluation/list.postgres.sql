BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
  SET LOCAL app.tenant = '?'

SELECT assessment.(9 columns)
  FROM assessment
  WHERE assessment.tenant_id = ? AND assessment.participation_id IN (SELECT id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ?) AND assessment.evaluation_id IN (?)
  LIMIT ?

SELECT assessment_answer.(9 columns)
  FROM assessment_answer
  WHERE assessment_answer.tenant_id = ? AND assessment_answer.participation_id IN (SELECT id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ?) AND assessment_answer.assessment_id IN (?)
  LIMIT ?

SELECT evaluation.(17 columns)
  FROM evaluation
  WHERE evaluation.tenant_id = ? AND evaluation.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND ((project.state NOT IN (?) AND project.visibility <> ?) OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?))) AND (evaluation.state <> ? OR evaluation.project_id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ? AND (roles & ?) <> ?)) AND evaluation.id = ?
  LIMIT ?

SELECT evaluation.project_id, COUNT(evaluation.id) AS how_many
  FROM evaluation
  WHERE evaluation.tenant_id = ? AND evaluation.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND ((project.state NOT IN (?) AND project.visibility <> ?) OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?))) AND (evaluation.state <> ? OR evaluation.project_id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ? AND (roles & ?) <> ?)) AND evaluation.project_id = ? GROUP BY evaluation.project_id

SELECT evaluation_criterion.(5 columns)
  FROM evaluation_criterion
  WHERE evaluation_criterion.tenant_id = ? AND evaluation_criterion.evaluation_id IN (SELECT evaluation.id FROM evaluation WHERE evaluation.tenant_id = ? AND evaluation.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND ((project.state NOT IN (?) AND project.visibility <> ?) OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?))) AND (evaluation.state <> ? OR evaluation.project_id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ? AND (roles & ?) <> ?))) AND evaluation_criterion.evaluation_id IN (?)
  ORDER BY evaluation_criterion.evaluation_id ASC, evaluation_criterion.position ASC
  LIMIT ?

SELECT evaluation_criterion.(5 columns)
  FROM evaluation_criterion
  WHERE evaluation_criterion.tenant_id = ? AND evaluation_criterion.evaluation_id IN (SELECT evaluation.id FROM evaluation WHERE evaluation.tenant_id = ? AND evaluation.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND ((project.state NOT IN (?) AND project.visibility <> ?) OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?))) AND (evaluation.state <> ? OR evaluation.project_id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ? AND (roles & ?) <> ?))) AND evaluation_criterion.evaluation_id IN (?)
  ORDER BY evaluation_criterion.evaluation_id ASC, evaluation_criterion.position ASC
  LIMIT ?

SELECT evaluation_result.(13 columns)
  FROM evaluation_result
  WHERE evaluation_result.tenant_id = ? AND evaluation_result.evaluation_id IN (SELECT evaluation.id FROM evaluation WHERE evaluation.tenant_id = ? AND evaluation.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND ((project.state NOT IN (?) AND project.visibility <> ?) OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?))) AND (evaluation.state <> ? OR evaluation.project_id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ? AND (roles & ?) <> ?)) AND evaluation.state IN (?)) AND evaluation_result.evaluation_id IN (?)
  LIMIT ?

SELECT found.(17 columns)
  FROM unnest(?) AS parent INNER JOIN LATERAL (SELECT evaluation.tenant_id, evaluation.id, evaluation.project_id, evaluation.phase_id, evaluation.title, evaluation.timing, evaluation.population, evaluation.disclosure_threshold, evaluation.wanted_threshold, evaluation.state, evaluation.closes_at, evaluation.locked_at, evaluation.released_at, evaluation.supersedes_id, evaluation.superseded_by_id, evaluation.created_at, evaluation.version FROM evaluation WHERE evaluation.tenant_id = ? AND evaluation.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND ((project.state NOT IN (?) AND project.visibility <> ?) OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?))) AND (evaluation.state <> ? OR evaluation.project_id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ? AND (roles & ?) <> ?)) AND parent.parent = evaluation.project_id ORDER BY evaluation.created_at ASC, evaluation.id ASC LIMIT ?) AS found ON TRUE

SELECT membership.person_id, membership.account_id, membership.roles, membership.state, membership.last_active_on, account.generation, tenant.policies, tenant.time_zone, tenant.disclosure_threshold
  FROM membership INNER JOIN account ON membership.account_id = account.id INNER JOIN tenant ON membership.tenant_id = tenant.id
  WHERE membership.tenant_id = ? AND membership.id = ?
  LIMIT ?

SELECT project.(20 columns)
  FROM project
  WHERE project.tenant_id = ? AND ((project.state NOT IN (?) AND project.visibility <> ?) OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?)) AND project.id = ?
  LIMIT ?
