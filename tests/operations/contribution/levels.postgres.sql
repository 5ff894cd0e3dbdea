BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
  SET LOCAL app.tenant = '?'

SELECT found.(19 columns)
  FROM unnest(?) AS parent INNER JOIN LATERAL (SELECT phase.tenant_id, phase.id, phase.project_id, phase.phase_type, phase.title, phase.description, phase.position, phase.state, phase.state_reason, phase.methods, phase.eligible_sectors, phase.opens_at, phase.closes_at, phase.opened_at, phase.closed_at, phase.dispositions_published_at, phase.is_blind_review, phase.created_at, phase.version FROM phase WHERE phase.tenant_id = ? AND parent.parent = phase.project_id ORDER BY phase.position ASC, phase.id ASC LIMIT ?) AS found ON TRUE

SELECT found.(42 columns)
  FROM unnest(?) AS parent INNER JOIN LATERAL (SELECT contribution.tenant_id, contribution.id, contribution.project_id, contribution.phase_id, contribution.author_id, contribution.import_key, contribution.kind, contribution.state, contribution.title, contribution.body, contribution.is_rectified, contribution.language, contribution.may_contain_special_category, contribution.in_reply_to_id, contribution.thread_depth, contribution.created_at, contribution.submitted_at, contribution.published_at, contribution.review_started_at, contribution.updated_at, contribution.moderation_rule, contribution.moderation_reason, contribution.moderated_at, contribution.moderator_id, contribution.outcome, contribution.outcome_reason, contribution.merged_into_id, contribution.disposed_at, contribution.implementation_reason, contribution.implemented_at, contribution.agree_tally, contribution.disagree_tally, contribution.pass_tally, contribution.agree_settled, contribution.disagree_settled, contribution.pass_settled, contribution.agree_published, contribution.disagree_published, contribution.pass_published, contribution.total_published, contribution.stands_published_at, contribution.version FROM contribution WHERE contribution.tenant_id = ? AND (contribution.author_id IN (SELECT id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ?) OR (contribution.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND ((project.state NOT IN (?) AND project.visibility <> ?) OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?))) AND ((contribution.published_at IS NOT NULL AND contribution.state NOT IN (?)) OR (contribution.state IN (?) AND contribution.project_id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ? AND (roles & ?) <> ?))))) AND parent.parent = contribution.phase_id ORDER BY contribution.created_at DESC, contribution.id DESC LIMIT ?) AS found ON TRUE

SELECT membership.person_id, membership.account_id, membership.roles, membership.state, membership.last_active_on, account.generation, tenant.policies, tenant.time_zone, tenant.disclosure_threshold
  FROM membership INNER JOIN account ON membership.account_id = account.id INNER JOIN tenant ON membership.tenant_id = tenant.id
  WHERE membership.tenant_id = ? AND membership.id = ?
  LIMIT ?

SELECT participation.(16 columns)
  FROM participation
  WHERE participation.tenant_id = ? AND participation.id = ANY(?)

SELECT participation.(16 columns)
  FROM participation
  WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.project_id = ?
  LIMIT ?

SELECT project.(20 columns)
  FROM project
  WHERE project.tenant_id = ? AND ((project.state NOT IN (?) AND project.visibility <> ?) OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?))
  ORDER BY project.created_at DESC, project.id DESC
  LIMIT ?
