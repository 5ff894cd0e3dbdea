BEGIN ISOLATION LEVEL READ COMMITTED;
  SET LOCAL app.tenant = '?'

SELECT membership.person_id, membership.account_id, membership.roles, membership.state, membership.last_active_on, account.generation, tenant.policies, tenant.time_zone, tenant.disclosure_threshold
  FROM membership INNER JOIN account ON membership.account_id = account.id INNER JOIN tenant ON membership.tenant_id = tenant.id
  WHERE membership.tenant_id = ? AND membership.id = ?
  LIMIT ?
  FOR KEY SHARE OF membership

SELECT contribution.(42 columns)
  FROM contribution
  WHERE contribution.tenant_id = ? AND (contribution.author_id IN (SELECT id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ?) OR (contribution.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND ((project.state NOT IN (?) AND project.visibility <> ?) OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?))) AND ((contribution.published_at IS NOT NULL AND contribution.state NOT IN (?)) OR (contribution.state IN (?) AND contribution.project_id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ? AND (roles & ?) <> ?))))) AND contribution.id = ?
  LIMIT ?

SELECT project.(20 columns), phase.(19 columns)
  FROM project INNER JOIN phase ON project.id = phase.project_id
  WHERE project.tenant_id = ? AND phase.tenant_id = ? AND phase.id = ?
  LIMIT ?
  FOR SHARE OF project, phase

SELECT contribution.(42 columns)
  FROM contribution
  WHERE contribution.tenant_id = ? AND (contribution.author_id IN (SELECT id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ?) OR (contribution.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND ((project.state NOT IN (?) AND project.visibility <> ?) OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?))) AND ((contribution.published_at IS NOT NULL AND contribution.state NOT IN (?)) OR (contribution.state IN (?) AND contribution.project_id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ? AND (roles & ?) <> ?))))) AND contribution.id = ?
  LIMIT ?
  FOR NO KEY UPDATE

SELECT tenant.policies
  FROM tenant
  WHERE tenant.id = ?
  LIMIT ?

SELECT participation.(16 columns)
  FROM participation
  WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.project_id = ?
  LIMIT ?

SELECT reaction.(7 columns)
  FROM reaction
  WHERE reaction.tenant_id = ? AND reaction.contribution_id = ? AND reaction.participation_id = ?
  LIMIT ?
  FOR NO KEY UPDATE

SELECT tenant.(16 columns)
  FROM tenant
  WHERE tenant.id = ?
  LIMIT ?

INSERT INTO active_month (tenant_id, id, participation_id, kind, month, stands)
  VALUES (?) ON CONFLICT (tenant_id, participation_id, kind) DO UPDATE
  SET month = excluded.month, stands = excluded.stands
  WHERE active_month.month < (excluded.month)

UPDATE active_month
  SET stands = stands + (SELECT COUNT(id) FROM reaction WHERE reaction.tenant_id = ? AND reaction.participation_id = ? AND reaction.reacted_on >= ? AND reaction.reacted_on < ?)
  WHERE active_month.tenant_id = ? AND active_month.participation_id = ? AND active_month.kind = ?

INSERT INTO activity (tenant_id, id, project_id, phase_id, month, kind, number, people, is_imported, hidden)
  VALUES (?)

INSERT INTO reaction (tenant_id, id, project_id, contribution_id, participation_id, stand, reacted_on)
  VALUES (?)

UPDATE contribution
  SET agree_tally = ?, disagree_tally = ?, pass_tally = ?
  WHERE contribution.tenant_id = ? AND contribution.id = ?

COMMIT

BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
  SET LOCAL app.tenant = '?'

SELECT contribution.(42 columns), participation.(16 columns)
  FROM contribution LEFT JOIN participation ON participation.tenant_id = ? AND participation.person_id = ? AND contribution.project_id = participation.project_id
  WHERE contribution.tenant_id = ? AND (contribution.author_id IN (SELECT id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ?) OR (contribution.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND ((project.state NOT IN (?) AND project.visibility <> ?) OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?))) AND ((contribution.published_at IS NOT NULL AND contribution.state NOT IN (?)) OR (contribution.state IN (?) AND contribution.project_id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ? AND (roles & ?) <> ?))))) AND contribution.id = ?
  LIMIT ?

SELECT policies
  FROM tenant
  WHERE id = ?

SELECT reaction.(7 columns)
  FROM reaction
  WHERE reaction.tenant_id = ? AND reaction.participation_id IN (SELECT id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ?) AND reaction.contribution_id = ?
  LIMIT ?

SELECT reaction.(7 columns)
  FROM reaction
  WHERE reaction.tenant_id = ? AND reaction.participation_id IN (SELECT id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ?) AND reaction.contribution_id = ?
  LIMIT ?

SELECT tenant.(16 columns)
  FROM tenant
  WHERE tenant.id = ?
  LIMIT ?
