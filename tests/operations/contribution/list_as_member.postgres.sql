BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
  SET LOCAL app.tenant = '?'

SELECT contribution.in_reply_to_id, COUNT(contribution.id) AS how_many
  FROM contribution
  WHERE contribution.tenant_id = ? AND (contribution.author_id IN (SELECT id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ?) OR (contribution.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND ((project.state NOT IN (?) AND project.visibility <> ?) OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?))) AND ((contribution.published_at IS NOT NULL AND contribution.state NOT IN (?)) OR (contribution.state IN (?) AND contribution.project_id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ? AND (roles & ?) <> ?))))) AND contribution.in_reply_to_id = ANY(?) GROUP BY contribution.in_reply_to_id

SELECT contribution.phase_id, COUNT(contribution.id) AS how_many
  FROM contribution
  WHERE contribution.tenant_id = ? AND (contribution.author_id IN (SELECT id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ?) OR (contribution.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND ((project.state NOT IN (?) AND project.visibility <> ?) OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?))) AND ((contribution.published_at IS NOT NULL AND contribution.state NOT IN (?)) OR (contribution.state IN (?) AND contribution.project_id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ? AND (roles & ?) <> ?))))) AND contribution.phase_id = ? GROUP BY contribution.phase_id

SELECT found.(42 columns)
  FROM unnest(?) AS parent INNER JOIN LATERAL (SELECT contribution.tenant_id, contribution.id, contribution.project_id, contribution.phase_id, contribution.author_id, contribution.import_key, contribution.kind, contribution.state, contribution.title, contribution.body, contribution.is_rectified, contribution.language, contribution.may_contain_special_category, contribution.in_reply_to_id, contribution.thread_depth, contribution.created_at, contribution.submitted_at, contribution.published_at, contribution.review_started_at, contribution.updated_at, contribution.moderation_rule, contribution.moderation_reason, contribution.moderated_at, contribution.moderator_id, contribution.outcome, contribution.outcome_reason, contribution.merged_into_id, contribution.disposed_at, contribution.implementation_reason, contribution.implemented_at, contribution.agree_tally, contribution.disagree_tally, contribution.pass_tally, contribution.agree_settled, contribution.disagree_settled, contribution.pass_settled, contribution.agree_published, contribution.disagree_published, contribution.pass_published, contribution.total_published, contribution.stands_published_at, contribution.version FROM contribution WHERE contribution.tenant_id = ? AND (contribution.author_id IN (SELECT id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ?) OR (contribution.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND ((project.state NOT IN (?) AND project.visibility <> ?) OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?))) AND ((contribution.published_at IS NOT NULL AND contribution.state NOT IN (?)) OR (contribution.state IN (?) AND contribution.project_id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ? AND (roles & ?) <> ?))))) AND parent.parent = contribution.in_reply_to_id ORDER BY contribution.created_at ASC, contribution.id ASC LIMIT ?) AS found ON TRUE

SELECT found.(42 columns)
  FROM unnest(?) AS parent INNER JOIN LATERAL (SELECT contribution.tenant_id, contribution.id, contribution.project_id, contribution.phase_id, contribution.author_id, contribution.import_key, contribution.kind, contribution.state, contribution.title, contribution.body, contribution.is_rectified, contribution.language, contribution.may_contain_special_category, contribution.in_reply_to_id, contribution.thread_depth, contribution.created_at, contribution.submitted_at, contribution.published_at, contribution.review_started_at, contribution.updated_at, contribution.moderation_rule, contribution.moderation_reason, contribution.moderated_at, contribution.moderator_id, contribution.outcome, contribution.outcome_reason, contribution.merged_into_id, contribution.disposed_at, contribution.implementation_reason, contribution.implemented_at, contribution.agree_tally, contribution.disagree_tally, contribution.pass_tally, contribution.agree_settled, contribution.disagree_settled, contribution.pass_settled, contribution.agree_published, contribution.disagree_published, contribution.pass_published, contribution.total_published, contribution.stands_published_at, contribution.version FROM contribution WHERE contribution.tenant_id = ? AND (contribution.author_id IN (SELECT id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ?) OR (contribution.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND ((project.state NOT IN (?) AND project.visibility <> ?) OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?))) AND ((contribution.published_at IS NOT NULL AND contribution.state NOT IN (?)) OR (contribution.state IN (?) AND contribution.project_id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ? AND (roles & ?) <> ?))))) AND parent.parent = contribution.phase_id ORDER BY contribution.created_at ASC, contribution.id ASC LIMIT ?) AS found ON TRUE

SELECT membership.person_id, membership.account_id, membership.roles, membership.state, membership.last_active_on, account.generation, tenant.policies, tenant.time_zone, tenant.disclosure_threshold
  FROM membership INNER JOIN account ON membership.account_id = account.id INNER JOIN tenant ON membership.tenant_id = tenant.id
  WHERE membership.tenant_id = ? AND membership.id = ?
  LIMIT ?

SELECT participation.(16 columns)
  FROM participation
  WHERE participation.tenant_id = ? AND (participation.person_id = ? OR participation.project_id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?)) AND participation.id = ANY(?)
  LIMIT ?

SELECT participation.(16 columns)
  FROM participation
  WHERE participation.tenant_id = ? AND (participation.person_id = ? OR participation.project_id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?)) AND participation.person_id = ? AND participation.state = ? AND participation.project_id = ?
  LIMIT ?

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

SELECT participation.id, participation.person_id AS other
  FROM participation
  WHERE participation.tenant_id = ? AND participation.id = ? AND participation.person_id IS NOT NULL

SELECT phase.(19 columns)
  FROM phase
  WHERE phase.tenant_id = ? AND phase.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND ((project.state NOT IN (?) AND project.visibility <> ?) OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?))) AND phase.id = ?
  LIMIT ?

SELECT reaction.(7 columns)
  FROM reaction
  WHERE reaction.tenant_id = ? AND reaction.participation_id IN (SELECT id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ?) AND reaction.contribution_id = ANY(?)
  LIMIT ?
