BEGIN ISOLATION LEVEL READ COMMITTED;
  SET LOCAL app.tenant = '?'

SELECT membership.person_id, membership.account_id, membership.roles, membership.state, membership.last_active_on, account.generation, tenant.policies, tenant.time_zone, tenant.disclosure_threshold
  FROM membership INNER JOIN account ON membership.account_id = account.id INNER JOIN tenant ON membership.tenant_id = tenant.id
  WHERE membership.tenant_id = ? AND membership.id = ?
  LIMIT ?
  FOR KEY SHARE OF membership

SELECT idempotency.(8 columns)
  FROM idempotency
  WHERE idempotency.tenant_id = ? AND idempotency.actor_id = ? AND idempotency.mutation = ? AND idempotency.key = ?
  LIMIT ?
  FOR NO KEY UPDATE

SELECT tenant.(16 columns)
  FROM tenant
  WHERE tenant.id = ?
  LIMIT ?

INSERT INTO project (tenant_id, id, slug, title, summary, problem_statement, expected_results, language, object_of_cocreation, public_service_id, visibility, joining, state, state_reason, decision_on, attribution, created_at, announced_at, updated_at, version)
  VALUES (?)

INSERT INTO project_state_change (tenant_id, id, project_id, from_state, to_state, occurred_at, reason, actor_id)
  VALUES (?)

SELECT project.(20 columns)
  FROM project
  WHERE project.tenant_id = ? AND project.id = ?
  LIMIT ?
  FOR NO KEY UPDATE

DELETE
  FROM search_term
  WHERE search_term.tenant_id = ? AND search_term.object_id = ?

INSERT INTO search_term (tenant_id, id, term, kind, object_id, project_id, place, dated_at)
  VALUES (?)

INSERT INTO participation (tenant_id, id, project_id, person_id, pseudonym, public_name, organisation_id, sector, expertise, roles, joined_via, state, state_reason, joined_on, left_on, version)
  VALUES (?)

SELECT pg_advisory_xact_lock(hashtextextended(?, 0))

UPDATE tenant
  SET policies = policies + ?
  WHERE tenant.id = ? AND EXISTS(SELECT data_subject_request.person_id FROM data_subject_request WHERE data_subject_request.tenant_id = ? AND data_subject_request.person_id = ? AND data_subject_request.rests_from IS NOT NULL)

INSERT INTO event (tenant_id, id, kind, object_id, occurred_at, delivered_at)
  VALUES (?)

DELETE
  FROM idempotency
  WHERE idempotency.tenant_id = ? AND idempotency.created_at <= ? AND idempotency.actor_id = ? AND idempotency.mutation = ? AND idempotency.key = ?

DELETE
  FROM idempotency
  WHERE idempotency.tenant_id = ? AND idempotency.id IN (SELECT idempotency.id FROM idempotency WHERE idempotency.tenant_id = ? AND idempotency.created_at <= ? LIMIT ? FOR UPDATE SKIP LOCKED)

INSERT INTO idempotency (tenant_id, id, actor_id, mutation, key, input_digest, object_id, created_at)
  VALUES (?)

COMMIT

BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
  SET LOCAL app.tenant = '?'

SELECT found.(8 columns)
  FROM unnest(?) AS parent INNER JOIN LATERAL (SELECT project_state_change.tenant_id, project_state_change.id, project_state_change.project_id, project_state_change.from_state, project_state_change.to_state, project_state_change.occurred_at, project_state_change.reason, project_state_change.actor_id FROM project_state_change WHERE project_state_change.tenant_id = ? AND parent.parent = project_state_change.project_id ORDER BY project_state_change.occurred_at DESC, project_state_change.id DESC LIMIT ?) AS found ON TRUE

SELECT participation.(16 columns)
  FROM participation
  WHERE participation.tenant_id = ? AND (participation.person_id = ? OR participation.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND (project.visibility <> ? OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?)))) AND participation.id = ?
  LIMIT ?

SELECT participation.(16 columns)
  FROM participation
  WHERE participation.tenant_id = ? AND (participation.person_id = ? OR participation.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND (project.visibility <> ? OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?)))) AND participation.person_id = ? AND participation.state = ? AND participation.project_id = ?
  LIMIT ?

SELECT participation.(16 columns)
  FROM participation
  WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.project_id = ?
  LIMIT ?

SELECT policies
  FROM tenant
  WHERE id = ?

SELECT project.(20 columns)
  FROM project
  WHERE project.tenant_id = ? AND (project.visibility <> ? OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?)) AND project.id = ?
  LIMIT ?
