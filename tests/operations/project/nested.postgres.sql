BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
  SET LOCAL app.tenant = '?'

SELECT contribution.(42 columns), participation.(16 columns)
  FROM contribution LEFT JOIN participation ON participation.tenant_id = ? AND participation.person_id = ? AND contribution.project_id = participation.project_id
  WHERE contribution.tenant_id = ? AND (contribution.author_id IN (SELECT id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ?) OR (contribution.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND (project.visibility <> ? OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?))) AND ((contribution.published_at IS NOT NULL AND contribution.state NOT IN (?)) OR (contribution.state IN (?) AND contribution.project_id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ? AND (roles & ?) <> ?))))) AND contribution.id = ?
  LIMIT ?

SELECT contribution.merged_into_id, COUNT(contribution.id) AS how_many
  FROM contribution
  WHERE contribution.tenant_id = ? AND (contribution.author_id IN (SELECT id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ?) OR (contribution.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND (project.visibility <> ? OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?))) AND ((contribution.published_at IS NOT NULL AND contribution.state NOT IN (?)) OR (contribution.state IN (?) AND contribution.project_id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ? AND (roles & ?) <> ?))))) AND contribution.state = ? AND contribution.merged_into_id = ANY(?) GROUP BY contribution.merged_into_id

SELECT contribution.phase_id, COUNT(contribution.id) AS how_many
  FROM contribution
  WHERE contribution.tenant_id = ? AND (contribution.author_id IN (SELECT id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ?) OR (contribution.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND (project.visibility <> ? OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?))) AND ((contribution.published_at IS NOT NULL AND contribution.state NOT IN (?)) OR (contribution.state IN (?) AND contribution.project_id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ? AND (roles & ?) <> ?))))) AND contribution.phase_id = ANY(?) GROUP BY contribution.phase_id

SELECT contribution.phase_id, contribution.kind, COUNT(contribution.id) AS number
  FROM contribution
  WHERE contribution.tenant_id = ? AND (contribution.author_id IN (SELECT id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ?) OR (contribution.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND (project.visibility <> ? OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?))) AND ((contribution.published_at IS NOT NULL AND contribution.state NOT IN (?)) OR (contribution.state IN (?) AND contribution.project_id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ? AND (roles & ?) <> ?))))) AND contribution.phase_id = ANY(?) AND contribution.published_at IS NOT NULL AND contribution.state <> ? AND contribution.state NOT IN (?) GROUP BY contribution.phase_id, contribution.kind

SELECT found.(16 columns)
  FROM unnest(?) AS parent INNER JOIN LATERAL (SELECT participation.tenant_id, participation.id, participation.project_id, participation.person_id, participation.pseudonym, participation.public_name, participation.organisation_id, participation.sector, participation.expertise, participation.roles, participation.joined_via, participation.state, participation.state_reason, participation.joined_on, participation.left_on, participation.version FROM participation WHERE participation.tenant_id = ? AND (participation.person_id = ? OR participation.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND (project.visibility <> ? OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?)))) AND parent.parent = participation.project_id ORDER BY participation.joined_on DESC, participation.id DESC LIMIT ?) AS found ON TRUE

SELECT found.(16 columns)
  FROM unnest(?) AS parent INNER JOIN LATERAL (SELECT participation.tenant_id, participation.id, participation.project_id, participation.person_id, participation.pseudonym, participation.public_name, participation.organisation_id, participation.sector, participation.expertise, participation.roles, participation.joined_via, participation.state, participation.state_reason, participation.joined_on, participation.left_on, participation.version FROM participation WHERE participation.tenant_id = ? AND (participation.person_id = ? OR participation.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND (project.visibility <> ? OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?)))) AND participation.person_id IS NOT NULL AND participation.state = ? AND (roles & ?) <> ? AND parent.parent = participation.project_id ORDER BY participation.joined_on ASC, participation.id ASC LIMIT ?) AS found ON TRUE

SELECT found.(17 columns)
  FROM unnest(?) AS parent INNER JOIN LATERAL (SELECT evaluation.tenant_id, evaluation.id, evaluation.project_id, evaluation.phase_id, evaluation.title, evaluation.timing, evaluation.population, evaluation.disclosure_threshold, evaluation.wanted_threshold, evaluation.state, evaluation.closes_at, evaluation.locked_at, evaluation.released_at, evaluation.supersedes_id, evaluation.superseded_by_id, evaluation.created_at, evaluation.version FROM evaluation WHERE evaluation.tenant_id = ? AND evaluation.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND (project.visibility <> ? OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?))) AND (evaluation.state <> ? OR evaluation.project_id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ? AND (roles & ?) <> ?)) AND parent.parent = evaluation.project_id ORDER BY evaluation.created_at DESC, evaluation.id DESC LIMIT ?) AS found ON TRUE

SELECT found.(19 columns)
  FROM unnest(?) AS parent INNER JOIN LATERAL (SELECT phase.tenant_id, phase.id, phase.project_id, phase.phase_type, phase.title, phase.description, phase.position, phase.state, phase.state_reason, phase.methods, phase.eligible_sectors, phase.opens_at, phase.closes_at, phase.opened_at, phase.closed_at, phase.dispositions_published_at, phase.is_blind_review, phase.created_at, phase.version FROM phase WHERE phase.tenant_id = ? AND parent.parent = phase.project_id ORDER BY phase.position ASC, phase.id ASC LIMIT ?) AS found ON TRUE

SELECT found.(42 columns)
  FROM unnest(?) AS parent INNER JOIN LATERAL (SELECT contribution.tenant_id, contribution.id, contribution.project_id, contribution.phase_id, contribution.author_id, contribution.import_key, contribution.kind, contribution.state, contribution.title, contribution.body, contribution.is_rectified, contribution.language, contribution.may_contain_special_category, contribution.in_reply_to_id, contribution.thread_depth, contribution.created_at, contribution.submitted_at, contribution.published_at, contribution.review_started_at, contribution.updated_at, contribution.moderation_rule, contribution.moderation_reason, contribution.moderated_at, contribution.moderator_id, contribution.outcome, contribution.outcome_reason, contribution.merged_into_id, contribution.disposed_at, contribution.implementation_reason, contribution.implemented_at, contribution.agree_tally, contribution.disagree_tally, contribution.pass_tally, contribution.agree_settled, contribution.disagree_settled, contribution.pass_settled, contribution.agree_published, contribution.disagree_published, contribution.pass_published, contribution.total_published, contribution.stands_published_at, contribution.version FROM contribution WHERE contribution.tenant_id = ? AND (contribution.author_id IN (SELECT id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ?) OR (contribution.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND (project.visibility <> ? OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?))) AND ((contribution.published_at IS NOT NULL AND contribution.state NOT IN (?)) OR (contribution.state IN (?) AND contribution.project_id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ? AND (roles & ?) <> ?))))) AND contribution.state = ? AND parent.parent = contribution.merged_into_id ORDER BY contribution.created_at ASC, contribution.id ASC LIMIT ?) AS found ON TRUE

SELECT found.(42 columns)
  FROM unnest(?) AS parent INNER JOIN LATERAL (SELECT contribution.tenant_id, contribution.id, contribution.project_id, contribution.phase_id, contribution.author_id, contribution.import_key, contribution.kind, contribution.state, contribution.title, contribution.body, contribution.is_rectified, contribution.language, contribution.may_contain_special_category, contribution.in_reply_to_id, contribution.thread_depth, contribution.created_at, contribution.submitted_at, contribution.published_at, contribution.review_started_at, contribution.updated_at, contribution.moderation_rule, contribution.moderation_reason, contribution.moderated_at, contribution.moderator_id, contribution.outcome, contribution.outcome_reason, contribution.merged_into_id, contribution.disposed_at, contribution.implementation_reason, contribution.implemented_at, contribution.agree_tally, contribution.disagree_tally, contribution.pass_tally, contribution.agree_settled, contribution.disagree_settled, contribution.pass_settled, contribution.agree_published, contribution.disagree_published, contribution.pass_published, contribution.total_published, contribution.stands_published_at, contribution.version FROM contribution WHERE contribution.tenant_id = ? AND (contribution.author_id IN (SELECT id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ?) OR (contribution.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND (project.visibility <> ? OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?))) AND ((contribution.published_at IS NOT NULL AND contribution.state NOT IN (?)) OR (contribution.state IN (?) AND contribution.project_id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ? AND (roles & ?) <> ?))))) AND parent.parent = contribution.in_reply_to_id ORDER BY contribution.created_at ASC, contribution.id ASC LIMIT ?) AS found ON TRUE

SELECT found.(42 columns)
  FROM unnest(?) AS parent INNER JOIN LATERAL (SELECT contribution.tenant_id, contribution.id, contribution.project_id, contribution.phase_id, contribution.author_id, contribution.import_key, contribution.kind, contribution.state, contribution.title, contribution.body, contribution.is_rectified, contribution.language, contribution.may_contain_special_category, contribution.in_reply_to_id, contribution.thread_depth, contribution.created_at, contribution.submitted_at, contribution.published_at, contribution.review_started_at, contribution.updated_at, contribution.moderation_rule, contribution.moderation_reason, contribution.moderated_at, contribution.moderator_id, contribution.outcome, contribution.outcome_reason, contribution.merged_into_id, contribution.disposed_at, contribution.implementation_reason, contribution.implemented_at, contribution.agree_tally, contribution.disagree_tally, contribution.pass_tally, contribution.agree_settled, contribution.disagree_settled, contribution.pass_settled, contribution.agree_published, contribution.disagree_published, contribution.pass_published, contribution.total_published, contribution.stands_published_at, contribution.version FROM contribution WHERE contribution.tenant_id = ? AND (contribution.author_id IN (SELECT id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ?) OR (contribution.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND (project.visibility <> ? OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?))) AND ((contribution.published_at IS NOT NULL AND contribution.state NOT IN (?)) OR (contribution.state IN (?) AND contribution.project_id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ? AND (roles & ?) <> ?))))) AND parent.parent = contribution.phase_id ORDER BY contribution.created_at DESC, contribution.id DESC LIMIT ?) AS found ON TRUE

SELECT found.(8 columns)
  FROM unnest(?) AS parent INNER JOIN LATERAL (SELECT project_state_change.tenant_id, project_state_change.id, project_state_change.project_id, project_state_change.from_state, project_state_change.to_state, project_state_change.occurred_at, project_state_change.reason, project_state_change.actor_id FROM project_state_change WHERE project_state_change.tenant_id = ? AND parent.parent = project_state_change.project_id ORDER BY project_state_change.occurred_at DESC, project_state_change.id DESC LIMIT ?) AS found ON TRUE

SELECT membership.(10 columns)
  FROM membership
  WHERE membership.tenant_id = ? AND membership.id = ?
  LIMIT ?

SELECT membership.person_id, membership.account_id, membership.roles, membership.state, membership.last_active_on, account.generation, tenant.policies, tenant.time_zone, tenant.disclosure_threshold
  FROM membership INNER JOIN account ON membership.account_id = account.id INNER JOIN tenant ON membership.tenant_id = tenant.id
  WHERE membership.tenant_id = ? AND membership.id = ?
  LIMIT ?

SELECT participation.(16 columns)
  FROM participation
  WHERE participation.tenant_id = ? AND (participation.person_id = ? OR participation.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND (project.visibility <> ? OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?)))) AND participation.id = ANY(?)
  LIMIT ?

SELECT participation.(16 columns)
  FROM participation
  WHERE participation.tenant_id = ? AND (participation.person_id = ? OR participation.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND (project.visibility <> ? OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?)))) AND participation.person_id = ? AND participation.state = ? AND participation.project_id = ?
  LIMIT ?

SELECT participation.(16 columns)
  FROM participation
  WHERE participation.tenant_id = ? AND (participation.person_id = ? OR participation.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND (project.visibility <> ? OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?)))) AND participation.person_id = ? AND participation.state = ? AND participation.project_id = ANY(?)
  LIMIT ?

SELECT participation.(16 columns)
  FROM participation
  WHERE participation.tenant_id = ? AND participation.id = ?

SELECT participation.(16 columns)
  FROM participation
  WHERE participation.tenant_id = ? AND participation.id = ANY(?)

SELECT participation.(16 columns)
  FROM participation
  WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.project_id = ?
  LIMIT ?

SELECT participation.(16 columns)
  FROM participation
  WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.project_id = ?
  LIMIT ?

SELECT participation.(16 columns)
  FROM participation
  WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.project_id = ANY(?)
  LIMIT ?

SELECT participation.id, participation.person_id AS other
  FROM participation
  WHERE participation.tenant_id = ? AND participation.id = ANY(?) AND participation.person_id IS NOT NULL

SELECT participation.project_id, COUNT(participation.id) AS how_many
  FROM participation
  WHERE participation.tenant_id = ? AND (participation.person_id = ? OR participation.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND (project.visibility <> ? OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?)))) AND participation.project_id = ANY(?) GROUP BY participation.project_id

SELECT person.(10 columns)
  FROM person
  WHERE person.tenant_id = ? AND person.id = ANY(?)
  LIMIT ?

SELECT phase.(19 columns)
  FROM phase
  WHERE phase.tenant_id = ? AND phase.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND (project.visibility <> ? OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?))) AND phase.id = ?
  LIMIT ?

SELECT phase.(19 columns)
  FROM phase
  WHERE phase.tenant_id = ? AND phase.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND (project.visibility <> ? OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?))) AND phase.id = ?
  LIMIT ?

SELECT project.(20 columns)
  FROM project
  WHERE project.tenant_id = ? AND (project.visibility <> ? OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?))
  ORDER BY project.created_at DESC, project.id DESC
  LIMIT ?

SELECT project.(20 columns)
  FROM project
  WHERE project.tenant_id = ? AND (project.visibility <> ? OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?)) AND project.id = ANY(?)
  LIMIT ?

SELECT project_id AS id, person_id AS other
  FROM participation
  WHERE participation.tenant_id = ? AND participation.project_id = ANY(?) AND participation.person_id IS NOT NULL AND participation.state = ? AND (roles & ?) <> ?
  ORDER BY joined_on ASC, id ASC

SELECT project_state_change.project_id, COUNT(project_state_change.id) AS how_many
  FROM project_state_change
  WHERE project_state_change.tenant_id = ? AND project_state_change.project_id = ANY(?) GROUP BY project_state_change.project_id

SELECT reaction.(7 columns)
  FROM reaction
  WHERE reaction.tenant_id = ? AND reaction.participation_id IN (SELECT id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ?) AND reaction.contribution_id = ANY(?)
  LIMIT ?
