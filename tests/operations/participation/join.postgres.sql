BEGIN ISOLATION LEVEL READ COMMITTED;
  SET LOCAL app.tenant = '?';
  SET LOCAL statement_timeout = 10000

BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
  SET LOCAL app.tenant = '?';
  SET LOCAL statement_timeout = 10000

SELECT account.(7 columns)
  FROM account
  WHERE account.id = ?
  LIMIT ?

SELECT membership.(9 columns)
  FROM membership
  WHERE membership.tenant_id = ? AND membership.id = ?
  LIMIT ?

SELECT membership.(9 columns)
  FROM membership
  WHERE membership.tenant_id = ? AND membership.id = ?
  LIMIT ?

SELECT project.(20 columns)
  FROM project
  WHERE project.tenant_id = ? AND ((project.state NOT IN (?) AND project.visibility <> ?) OR project.id IN (SELECT project_id FROM participation WHERE participation.tenant_id = ? AND participation.person_id = ? AND participation.state = ?)) AND project.id = ?
  LIMIT ?
  FOR UPDATE
