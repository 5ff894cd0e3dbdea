BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
  SET LOCAL app.tenant = '?'

SELECT contribution.(42 columns), participation.(16 columns)
  FROM contribution LEFT JOIN participation ON participation.tenant_id = ? AND participation.person_id = ? AND contribution.project_id = participation.project_id
  WHERE contribution.tenant_id = ? AND (contribution.author_id IN (SELECT id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ?) OR (contribution.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND (project.visibility <> ? OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?))) AND ((contribution.published_at IS NOT NULL AND contribution.state NOT IN (?)) OR (contribution.state IN (?) AND contribution.project_id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ? AND (roles & ?) <> ?))))) AND contribution.id = ?
  LIMIT ?

SELECT contribution_report.contribution_id, COUNT(contribution_report.id) AS how_many
  FROM contribution_report
  WHERE contribution_report.tenant_id = ? AND (contribution_report.reporter_id IN (SELECT id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ?) OR (contribution_report.contribution_id NOT IN (SELECT id FROM contribution WHERE contribution.tenant_id = ? AND contribution.author_id IN (SELECT id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ?)) AND contribution_report.project_id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ? AND (roles & ?) <> ?))) AND contribution_report.contribution_id = ANY(?) GROUP BY contribution_report.contribution_id

SELECT contribution_report.project_id, COUNT(contribution_report.id) AS how_many
  FROM contribution_report
  WHERE contribution_report.tenant_id = ? AND (contribution_report.reporter_id IN (SELECT id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ?) OR (contribution_report.contribution_id NOT IN (SELECT id FROM contribution WHERE contribution.tenant_id = ? AND contribution.author_id IN (SELECT id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ?)) AND contribution_report.project_id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ? AND (roles & ?) <> ?))) AND contribution_report.project_id = ? GROUP BY contribution_report.project_id

SELECT found.(13 columns)
  FROM unnest(?) AS parent INNER JOIN LATERAL (SELECT contribution_report.tenant_id, contribution_report.id, contribution_report.project_id, contribution_report.contribution_id, contribution_report.reporter_id, contribution_report.rule, contribution_report.reason, contribution_report.state, contribution_report.reported_on, contribution_report.closed_on, contribution_report.closing_reason, contribution_report.closed_by_id, contribution_report.version FROM contribution_report WHERE contribution_report.tenant_id = ? AND (contribution_report.reporter_id IN (SELECT id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ?) OR (contribution_report.contribution_id NOT IN (SELECT id FROM contribution WHERE contribution.tenant_id = ? AND contribution.author_id IN (SELECT id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ?)) AND contribution_report.project_id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ? AND (roles & ?) <> ?))) AND parent.parent = contribution_report.contribution_id ORDER BY contribution_report.reported_on DESC, contribution_report.id DESC LIMIT ?) AS found ON TRUE

SELECT found.(13 columns)
  FROM unnest(?) AS parent INNER JOIN LATERAL (SELECT contribution_report.tenant_id, contribution_report.id, contribution_report.project_id, contribution_report.contribution_id, contribution_report.reporter_id, contribution_report.rule, contribution_report.reason, contribution_report.state, contribution_report.reported_on, contribution_report.closed_on, contribution_report.closing_reason, contribution_report.closed_by_id, contribution_report.version FROM contribution_report WHERE contribution_report.tenant_id = ? AND (contribution_report.reporter_id IN (SELECT id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ?) OR (contribution_report.contribution_id NOT IN (SELECT id FROM contribution WHERE contribution.tenant_id = ? AND contribution.author_id IN (SELECT id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ?)) AND contribution_report.project_id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ? AND (roles & ?) <> ?))) AND parent.parent = contribution_report.project_id ORDER BY contribution_report.reported_on DESC, contribution_report.id DESC LIMIT ?) AS found ON TRUE

SELECT found.(42 columns)
  FROM unnest(?) AS parent INNER JOIN LATERAL (SELECT contribution.tenant_id, contribution.id, contribution.project_id, contribution.phase_id, contribution.author_id, contribution.import_key, contribution.kind, contribution.state, contribution.title, contribution.body, contribution.is_rectified, contribution.language, contribution.may_contain_special_category, contribution.in_reply_to_id, contribution.thread_depth, contribution.created_at, contribution.submitted_at, contribution.published_at, contribution.review_started_at, contribution.updated_at, contribution.moderation_rule, contribution.moderation_reason, contribution.moderated_at, contribution.moderator_id, contribution.outcome, contribution.outcome_reason, contribution.merged_into_id, contribution.disposed_at, contribution.implementation_reason, contribution.implemented_at, contribution.agree_tally, contribution.disagree_tally, contribution.pass_tally, contribution.agree_settled, contribution.disagree_settled, contribution.pass_settled, contribution.agree_published, contribution.disagree_published, contribution.pass_published, contribution.total_published, contribution.stands_published_at, contribution.version FROM contribution WHERE contribution.tenant_id = ? AND (contribution.author_id IN (SELECT id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ?) OR (contribution.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND (project.visibility <> ? OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?))) AND ((contribution.published_at IS NOT NULL AND contribution.state NOT IN (?)) OR (contribution.state IN (?) AND contribution.project_id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ? AND (roles & ?) <> ?))))) AND parent.parent = contribution.project_id ORDER BY contribution.created_at DESC, contribution.id DESC LIMIT ?) AS found ON TRUE

SELECT membership.person_id, membership.account_id, membership.roles, membership.state, membership.last_active_on, account.generation, tenant.policies, tenant.time_zone, tenant.disclosure_threshold
  FROM membership INNER JOIN account ON membership.account_id = account.id INNER JOIN tenant ON membership.tenant_id = tenant.id
  WHERE membership.tenant_id = ? AND membership.id = ?
  LIMIT ?

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
  WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.project_id = ?
  LIMIT ?

SELECT participation.(16 columns)
  FROM participation
  WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.project_id = ?
  LIMIT ?

SELECT participation.id, participation.person_id AS other
  FROM participation
  WHERE participation.tenant_id = ? AND participation.id = ? AND participation.person_id IS NOT NULL

SELECT project.(20 columns)
  FROM project
  WHERE project.tenant_id = ? AND (project.visibility <> ? OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?)) AND project.id = ?
  LIMIT ?
