BEGIN

SELECT activity.project_id, activity.month, activity.kind, CAST(SUM(number) AS bigint) AS number, CAST(SUM(people) AS bigint) AS people, CAST(SUM((CASE WHEN (activity.is_imported = ?) THEN number ELSE ? END)) AS bigint) AS here_number, CAST(SUM((CASE WHEN (activity.is_imported = ?) THEN people ELSE ? END)) AS bigint) AS here_people, CAST(SUM(hidden) AS bigint) AS hidden
  FROM activity
  WHERE activity.tenant_id = ? AND activity.project_id IN (?) AND activity.month >= ? AND activity.month < ? GROUP BY activity.project_id, activity.month, activity.kind

SELECT activity.project_id, activity.month, activity.kind, CAST(SUM(number) AS bigint) AS number, CAST(SUM(people) AS bigint) AS people, CAST(SUM((CASE WHEN (activity.is_imported = ?) THEN number ELSE ? END)) AS bigint) AS here_number, CAST(SUM((CASE WHEN (activity.is_imported = ?) THEN people ELSE ? END)) AS bigint) AS here_people, CAST(SUM(hidden) AS bigint) AS hidden
  FROM activity
  WHERE activity.tenant_id = ? AND activity.project_id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND project.state NOT IN (?) AND project.visibility = ?) AND activity.month >= ? AND activity.month < ? GROUP BY activity.project_id, activity.month, activity.kind

SELECT project.(20 columns)
  FROM project
  WHERE project.tenant_id = ? AND project.state NOT IN (?) AND project.visibility = ?
  ORDER BY project.created_at ASC, project.id ASC
  LIMIT ?

SELECT project.state, project.visibility, COUNT(project.id) AS number
  FROM project
  WHERE project.tenant_id = ? AND project.state NOT IN (?) AND project.visibility = ? AND project.id IN (SELECT project.id FROM project WHERE project.tenant_id = ? AND project.state NOT IN (?) AND project.visibility = ?) GROUP BY project.state, project.visibility

SELECT tenant.(16 columns)
  FROM tenant
  WHERE tenant.id = ?
  LIMIT ?

SELECT tenant.(16 columns)
  FROM tenant
  WHERE tenant.slug = ?
  LIMIT ?
