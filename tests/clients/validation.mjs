// What the reference implementation thinks of documents: for each of those in a file of JSON, whether it would run.
import { readFileSync } from 'node:fs';
import { buildSchema, getOperationAST, getVariableValues, parse, validate } from 'graphql';

const [schemaFile, documentsFile] = process.argv.slice(2);
const schema = buildSchema(readFileSync(schemaFile, 'utf8'));

// The first reason why a document does not run; none where it does.
function flaw({ query, operationName, variables }) {
  let document;
  try {
    document = parse(query);
  } catch (error) {
    return error.message;
  }
  try {
    const [first] = validate(schema, document);
    if (first) return first.message;
  } catch (error) {
    // A rule that fails over a document: it does not run.
    return error.message;
  }
  const operation = getOperationAST(document, operationName);
  if (!operation) return 'no operation';
  return getVariableValues(schema, operation.variableDefinitions ?? [], variables ?? {}).errors?.[0].message;
}

for (const each of JSON.parse(readFileSync(documentsFile, 'utf8'))) {
  const why = flaw(each);
  console.log(JSON.stringify({ name: each.name, runs: why === undefined, why }));
}
