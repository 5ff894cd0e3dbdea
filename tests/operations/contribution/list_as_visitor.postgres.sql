
  SET LOCAL app.tenant = '?'

BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY

SELECT contribution.in_reply_to_id, COUNT(contribution.id) AS how_many
  FROM contribution
  WHERE contribution.tenant_id = ? AND (contribution.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND project.state NOT IN (?) AND project.visibility = ?) AND (contribution.published_at IS NOT NULL AND contribution.state NOT IN (?))) AND contribution.in_reply_to_id = ANY(?) GROUP BY contribution.in_reply_to_id

SELECT contribution.phase_id, COUNT(contribution.id) AS how_many
  FROM contribution
  WHERE contribution.tenant_id = ? AND (contribution.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND project.state NOT IN (?) AND project.visibility = ?) AND (contribution.published_at IS NOT NULL AND contribution.state NOT IN (?))) AND contribution.phase_id = ? GROUP BY contribution.phase_id

SELECT found.(42 columns)
  FROM unnest(?) AS parent INNER JOIN LATERAL (SELECT contribution.tenant_id, contribution.id, contribution.project_id, contribution.phase_id, contribution.author_id, contribution.import_key, contribution.kind, contribution.state, contribution.title, contribution.body, contribution.is_rectified, contribution.language, contribution.may_contain_special_category, contribution.in_reply_to_id, contribution.thread_depth, contribution.created_at, contribution.submitted_at, contribution.published_at, contribution.review_started_at, contribution.updated_at, contribution.moderation_rule, contribution.moderation_reason, contribution.moderated_at, contribution.moderator_id, contribution.outcome, contribution.outcome_reason, contribution.merged_into_id, contribution.disposed_at, contribution.implementation_reason, contribution.implemented_at, contribution.agree_tally, contribution.disagree_tally, contribution.pass_tally, contribution.agree_settled, contribution.disagree_settled, contribution.pass_settled, contribution.agree_published, contribution.disagree_published, contribution.pass_published, contribution.total_published, contribution.stands_published_at, contribution.version FROM contribution WHERE contribution.tenant_id = ? AND (contribution.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND project.state NOT IN (?) AND project.visibility = ?) AND (contribution.published_at IS NOT NULL AND contribution.state NOT IN (?))) AND parent.parent = contribution.in_reply_to_id ORDER BY contribution.created_at ASC, contribution.id ASC LIMIT ?) AS found ON TRUE

SELECT found.(42 columns)
  FROM unnest(?) AS parent INNER JOIN LATERAL (SELECT contribution.tenant_id, contribution.id, contribution.project_id, contribution.phase_id, contribution.author_id, contribution.import_key, contribution.kind, contribution.state, contribution.title, contribution.body, contribution.is_rectified, contribution.language, contribution.may_contain_special_category, contribution.in_reply_to_id, contribution.thread_depth, contribution.created_at, contribution.submitted_at, contribution.published_at, contribution.review_started_at, contribution.updated_at, contribution.moderation_rule, contribution.moderation_reason, contribution.moderated_at, contribution.moderator_id, contribution.outcome, contribution.outcome_reason, contribution.merged_into_id, contribution.disposed_at, contribution.implementation_reason, contribution.implemented_at, contribution.agree_tally, contribution.disagree_tally, contribution.pass_tally, contribution.agree_settled, contribution.disagree_settled, contribution.pass_settled, contribution.agree_published, contribution.disagree_published, contribution.pass_published, contribution.total_published, contribution.stands_published_at, contribution.version FROM contribution WHERE contribution.tenant_id = ? AND (contribution.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND project.state NOT IN (?) AND project.visibility = ?) AND (contribution.published_at IS NOT NULL AND contribution.state NOT IN (?))) AND parent.parent = contribution.phase_id ORDER BY contribution.created_at ASC, contribution.id ASC LIMIT ?) AS found ON TRUE

SELECT participation.(16 columns)
  FROM participation
  WHERE participation.tenant_id = ? AND participation.id = ANY(?)

SELECT participation.id, participation.person_id AS other
  FROM participation
  WHERE participation.tenant_id = ? AND participation.id = ANY(?) AND participation.person_id IS NOT NULL

SELECT phase.(19 columns)
  FROM phase
  WHERE phase.tenant_id = ? AND phase.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND project.state NOT IN (?) AND project.visibility = ?) AND phase.id = ?
  LIMIT ?

SELECT tenant.(16 columns)
  FROM tenant
  WHERE tenant.slug = ?
  LIMIT ?
