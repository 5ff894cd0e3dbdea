// The published audits of GraphQL over HTTP as of May 2025, one JSON object a line: id, name, status, and why where it is not ok.
import { auditServer } from 'graphql-http';

const [url] = process.argv.slice(2);
for (const { id, name, status, reason } of await auditServer({ url, fetchFn: fetch })) {
  console.log(JSON.stringify({ id, name, status, reason }));
}
