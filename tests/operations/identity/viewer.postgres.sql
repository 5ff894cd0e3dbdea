BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
  SET LOCAL app.tenant = '?'

SELECT COUNT(*) AS num_items
  FROM (SELECT assessment.tenant_id, assessment.id, assessment.evaluation_id, assessment.participation_id, assessment.sector, assessment.relation, assessment.state, assessment.submitted_on, assessment.version FROM assessment WHERE assessment.tenant_id = ? AND assessment.participation_id IN (SELECT id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ?)) AS sub_query

SELECT COUNT(*) AS num_items
  FROM (SELECT contribution.tenant_id, contribution.id, contribution.project_id, contribution.phase_id, contribution.author_id, contribution.import_key, contribution.kind, contribution.state, contribution.title, contribution.body, contribution.is_rectified, contribution.language, contribution.may_contain_special_category, contribution.in_reply_to_id, contribution.thread_depth, contribution.created_at, contribution.submitted_at, contribution.published_at, contribution.review_started_at, contribution.updated_at, contribution.moderation_rule, contribution.moderation_reason, contribution.moderated_at, contribution.moderator_id, contribution.outcome, contribution.outcome_reason, contribution.merged_into_id, contribution.disposed_at, contribution.implementation_reason, contribution.implemented_at, contribution.agree_tally, contribution.disagree_tally, contribution.pass_tally, contribution.agree_settled, contribution.disagree_settled, contribution.pass_settled, contribution.agree_published, contribution.disagree_published, contribution.pass_published, contribution.total_published, contribution.stands_published_at, contribution.version FROM contribution WHERE contribution.tenant_id = ? AND (contribution.author_id IN (SELECT id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ?) OR (contribution.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND ((project.state NOT IN (?) AND project.visibility <> ?) OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?))) AND ((contribution.published_at IS NOT NULL AND contribution.state NOT IN (?)) OR (contribution.state IN (?) AND contribution.project_id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ? AND (roles & ?) <> ?))))) AND contribution.author_id IN (SELECT id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ?) AND TRUE) AS sub_query

SELECT COUNT(*) AS num_items
  FROM (SELECT evaluation.tenant_id, evaluation.id, evaluation.project_id, evaluation.phase_id, evaluation.title, evaluation.timing, evaluation.population, evaluation.disclosure_threshold, evaluation.wanted_threshold, evaluation.state, evaluation.closes_at, evaluation.locked_at, evaluation.released_at, evaluation.supersedes_id, evaluation.superseded_by_id, evaluation.created_at, evaluation.version FROM evaluation WHERE evaluation.tenant_id = ? AND evaluation.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND ((project.state NOT IN (?) AND project.visibility <> ?) OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?))) AND (evaluation.state <> ? OR evaluation.project_id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ? AND (roles & ?) <> ?)) AND evaluation.state = ? AND evaluation.closes_at > ? AND evaluation.project_id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?) AND evaluation.id NOT IN (SELECT evaluation_id FROM assessment WHERE assessment.tenant_id = ? AND assessment.state = ? AND assessment.participation_id IN (SELECT id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ?))) AS sub_query

SELECT COUNT(*) AS num_items
  FROM (SELECT reaction.tenant_id, reaction.id, reaction.project_id, reaction.contribution_id, reaction.participation_id, reaction.stand, reaction.reacted_on FROM reaction WHERE reaction.tenant_id = ? AND reaction.participation_id IN (SELECT id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ?)) AS sub_query

SELECT assessment.(9 columns)
  FROM assessment
  WHERE assessment.tenant_id = ? AND assessment.participation_id IN (SELECT id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ?)
  ORDER BY assessment.id ASC
  LIMIT ?

SELECT assessment_answer.(9 columns)
  FROM assessment_answer
  WHERE assessment_answer.tenant_id = ? AND assessment_answer.participation_id IN (SELECT id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ?) AND assessment_answer.assessment_id IN (?)
  LIMIT ?

SELECT contribution.(42 columns)
  FROM contribution
  WHERE contribution.tenant_id = ? AND (contribution.author_id IN (SELECT id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ?) OR (contribution.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND ((project.state NOT IN (?) AND project.visibility <> ?) OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?))) AND ((contribution.published_at IS NOT NULL AND contribution.state NOT IN (?)) OR (contribution.state IN (?) AND contribution.project_id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ? AND (roles & ?) <> ?))))) AND contribution.author_id IN (SELECT id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ?) AND TRUE
  ORDER BY contribution.created_at ASC, contribution.id ASC
  LIMIT ?

SELECT evaluation.(17 columns)
  FROM evaluation
  WHERE evaluation.tenant_id = ? AND evaluation.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND ((project.state NOT IN (?) AND project.visibility <> ?) OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?))) AND (evaluation.state <> ? OR evaluation.project_id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ? AND (roles & ?) <> ?)) AND evaluation.id = ?
  LIMIT ?

SELECT evaluation.(17 columns)
  FROM evaluation
  WHERE evaluation.tenant_id = ? AND evaluation.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND ((project.state NOT IN (?) AND project.visibility <> ?) OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?))) AND (evaluation.state <> ? OR evaluation.project_id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ? AND (roles & ?) <> ?)) AND evaluation.state = ? AND evaluation.closes_at > ? AND evaluation.project_id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?) AND evaluation.id NOT IN (SELECT evaluation_id FROM assessment WHERE assessment.tenant_id = ? AND assessment.state = ? AND assessment.participation_id IN (SELECT id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ?))
  ORDER BY evaluation.closes_at ASC, evaluation.id ASC
  LIMIT ?

SELECT evaluation_criterion.(5 columns)
  FROM evaluation_criterion
  WHERE evaluation_criterion.tenant_id = ? AND evaluation_criterion.evaluation_id IN (SELECT evaluation.id FROM evaluation WHERE evaluation.tenant_id = ? AND evaluation.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND ((project.state NOT IN (?) AND project.visibility <> ?) OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?))) AND (evaluation.state <> ? OR evaluation.project_id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ? AND (roles & ?) <> ?))) AND evaluation_criterion.evaluation_id IN (?)
  ORDER BY evaluation_criterion.evaluation_id ASC, evaluation_criterion.position ASC
  LIMIT ?

SELECT found.(16 columns)
  FROM unnest(?) AS parent INNER JOIN LATERAL (SELECT participation.tenant_id, participation.id, participation.project_id, participation.person_id, participation.pseudonym, participation.public_name, participation.organisation_id, participation.sector, participation.expertise, participation.roles, participation.joined_via, participation.state, participation.state_reason, participation.joined_on, participation.left_on, participation.version FROM participation WHERE participation.tenant_id = ? AND (participation.person_id = ? OR participation.project_id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?)) AND parent.parent = participation.person_id ORDER BY participation.id ASC LIMIT ?) AS found ON TRUE

SELECT membership.(10 columns)
  FROM membership
  WHERE membership.tenant_id = ? AND membership.id = ? AND membership.id = ?
  LIMIT ?

SELECT membership.person_id, membership.account_id, membership.roles, membership.state, membership.last_active_on, account.generation, tenant.policies, tenant.time_zone, tenant.disclosure_threshold
  FROM membership INNER JOIN account ON membership.account_id = account.id INNER JOIN tenant ON membership.tenant_id = tenant.id
  WHERE membership.tenant_id = ? AND membership.id = ?
  LIMIT ?

SELECT participation.(16 columns)
  FROM participation
  WHERE participation.tenant_id = ? AND (participation.person_id = ? OR participation.project_id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?)) AND participation.person_id = ?
  ORDER BY participation.joined_on DESC, participation.id DESC
  LIMIT ?

SELECT participation.(16 columns)
  FROM participation
  WHERE participation.tenant_id = ? AND (participation.person_id = ? OR participation.project_id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?)) AND participation.person_id = ? AND participation.state = ? AND participation.project_id = ANY(?)
  LIMIT ?

SELECT participation.(16 columns)
  FROM participation
  WHERE participation.tenant_id = ? AND (participation.person_id = ? OR participation.project_id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?)) AND participation.person_id = ? AND participation.state = ? AND participation.project_id = ANY(?)
  LIMIT ?

SELECT participation.(16 columns)
  FROM participation
  WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.project_id = ?
  LIMIT ?

SELECT participation.person_id, COUNT(participation.id) AS how_many
  FROM participation
  WHERE participation.tenant_id = ? AND (participation.person_id = ? OR participation.project_id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?)) AND participation.person_id = ? GROUP BY participation.person_id

SELECT person.(10 columns)
  FROM person
  WHERE person.tenant_id = ? AND (person.id = ? OR person.id IN (SELECT person_id FROM participation WHERE participation.tenant_id = ? AND participation.state = ? AND participation.project_id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ? AND (roles & ?) <> ?))) AND person.id = ?
  LIMIT ?

SELECT phase.(19 columns)
  FROM phase
  WHERE phase.tenant_id = ? AND phase.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND ((project.state NOT IN (?) AND project.visibility <> ?) OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?))) AND phase.id = ?
  LIMIT ?

SELECT project.(20 columns)
  FROM project
  WHERE project.tenant_id = ? AND ((project.state NOT IN (?) AND project.visibility <> ?) OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?)) AND project.id = ANY(?)
  LIMIT ?

SELECT project.(20 columns)
  FROM project
  WHERE project.tenant_id = ? AND ((project.state NOT IN (?) AND project.visibility <> ?) OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?)) AND project.id = ANY(?)
  LIMIT ?

SELECT reaction.(7 columns)
  FROM reaction
  WHERE reaction.tenant_id = ? AND reaction.participation_id IN (SELECT id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ?)
  ORDER BY reaction.id ASC
  LIMIT ?

SELECT tenant.(16 columns)
  FROM tenant
  WHERE tenant.id IN (SELECT account_tenant.tenant_id FROM account_tenant WHERE account_tenant.account_id = ? AND account_tenant.is_active = ?)
  ORDER BY tenant.slug ASC
  LIMIT ?
