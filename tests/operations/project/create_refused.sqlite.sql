BEGIN

BEGIN IMMEDIATE

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
