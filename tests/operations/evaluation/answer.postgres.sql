BEGIN ISOLATION LEVEL READ COMMITTED;
  SET LOCAL app.tenant = '?'

SELECT membership.person_id, membership.account_id, membership.roles, membership.state, membership.last_active_on, account.generation, tenant.policies, tenant.time_zone, tenant.disclosure_threshold
  FROM membership INNER JOIN account ON membership.account_id = account.id INNER JOIN tenant ON membership.tenant_id = tenant.id
  WHERE membership.tenant_id = ? AND membership.id = ?
  LIMIT ?
  FOR KEY SHARE OF membership

SELECT evaluation.(17 columns)
  FROM evaluation
  WHERE evaluation.tenant_id = ? AND evaluation.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND ((project.state NOT IN (?) AND project.visibility <> ?) OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?))) AND (evaluation.state <> ? OR evaluation.project_id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ? AND (roles & ?) <> ?)) AND evaluation.id = ?
  LIMIT ?
  FOR NO KEY UPDATE

SELECT project.(20 columns)
  FROM project
  WHERE project.tenant_id = ? AND ((project.state NOT IN (?) AND project.visibility <> ?) OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?)) AND project.id = ?
  LIMIT ?

SELECT participation.(16 columns)
  FROM participation
  WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.project_id = ?
  LIMIT ?

SELECT evaluation_criterion.(5 columns)
  FROM evaluation_criterion
  WHERE evaluation_criterion.tenant_id = ? AND evaluation_criterion.evaluation_id IN (SELECT evaluation.id FROM evaluation WHERE evaluation.tenant_id = ? AND evaluation.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND ((project.state NOT IN (?) AND project.visibility <> ?) OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?))) AND (evaluation.state <> ? OR evaluation.project_id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ? AND (roles & ?) <> ?))) AND evaluation_criterion.evaluation_id IN (?)
  ORDER BY evaluation_criterion.evaluation_id ASC, evaluation_criterion.position ASC
  LIMIT ?

SELECT assessment.(9 columns)
  FROM assessment
  WHERE assessment.tenant_id = ? AND assessment.evaluation_id = ? AND assessment.participation_id = ?
  LIMIT ?
  FOR NO KEY UPDATE

UPDATE assessment
  SET sector = ?, relation = ?, state = ?, submitted_on = ?, version = ?
  WHERE assessment.tenant_id = ? AND assessment.id = ?

DELETE
  FROM assessment_answer
  WHERE assessment_answer.tenant_id = ? AND assessment_answer.assessment_id = ?

INSERT INTO assessment_answer (tenant_id, id, assessment_id, evaluation_id, participation_id, criterion, score, non_answer, comment)
  VALUES (?)

COMMIT

BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
  SET LOCAL app.tenant = '?'

SELECT assessment.(9 columns)
  FROM assessment
  WHERE assessment.tenant_id = ? AND assessment.participation_id IN (SELECT id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ?) AND assessment.id = ?
  LIMIT ?

SELECT assessment_answer.(9 columns)
  FROM assessment_answer
  WHERE assessment_answer.tenant_id = ? AND assessment_answer.participation_id IN (SELECT id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ?) AND assessment_answer.assessment_id IN (?)
  LIMIT ?

SELECT evaluation.(17 columns)
  FROM evaluation
  WHERE evaluation.tenant_id = ? AND evaluation.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND ((project.state NOT IN (?) AND project.visibility <> ?) OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?))) AND (evaluation.state <> ? OR evaluation.project_id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ? AND (roles & ?) <> ?)) AND evaluation.id = ?
  LIMIT ?

SELECT evaluation.(17 columns)
  FROM evaluation
  WHERE evaluation.tenant_id = ? AND evaluation.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND ((project.state NOT IN (?) AND project.visibility <> ?) OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?))) AND (evaluation.state <> ? OR evaluation.project_id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ? AND (roles & ?) <> ?)) AND evaluation.id = ?
  LIMIT ?

SELECT evaluation_criterion.(5 columns)
  FROM evaluation_criterion
  WHERE evaluation_criterion.tenant_id = ? AND evaluation_criterion.evaluation_id IN (SELECT evaluation.id FROM evaluation WHERE evaluation.tenant_id = ? AND evaluation.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND ((project.state NOT IN (?) AND project.visibility <> ?) OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?))) AND (evaluation.state <> ? OR evaluation.project_id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ? AND (roles & ?) <> ?))) AND evaluation_criterion.evaluation_id IN (?)
  ORDER BY evaluation_criterion.evaluation_id ASC, evaluation_criterion.position ASC
  LIMIT ?

SELECT policies
  FROM tenant
  WHERE id = ?
