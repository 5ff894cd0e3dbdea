// Relay: its compiler over the printed schema, and its runtime over what that made.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import relay from 'relay-runtime';
import { holds, project, recording } from './told.mjs';

const [url, token, schema, folder] = process.argv.slice(2);
const { Environment, Network, RecordSource, Store, commitMutation, createOperationDescriptor, fetchQuery } = relay;

// A page that is read on, and a fragment of a node that is fetched again.
const DOCUMENTS = {
  'Page.js': `graphql\`query PageQuery($first: Int!, $after: String) { ...Page_list }\`;
graphql\`fragment Page_list on Query @refetchable(queryName: "PageNextQuery") {
  projects(first: $first, after: $after, orderBy: TITLE_ASC) @connection(key: "Page_projects") { edges { node { id title ...Page_item } } }
}\`;
graphql\`fragment Page_item on Project @refetchable(queryName: "PageItemQuery")
  @argumentDefinitions(phases: { type: "Int", defaultValue: 2 }) { id title phases(first: $phases) { edges { node { id } } } }\`;`,
  'Create.js': `graphql\`mutation CreateMutation($input: CreateProjectInput!) {
  createProject(input: $input) { project { id title state } } }\`;`,
};

const sources = join(folder, 'src');
mkdirSync(sources, { recursive: true });
for (const [name, text] of Object.entries(DOCUMENTS)) writeFileSync(join(sources, name), text);
writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
const config = { src: './src', schema, language: 'javascript', eagerEsModules: true };
writeFileSync(join(folder, 'relay.config.json'), JSON.stringify(config));

await holds('the compiler takes the schema', async () => {
  // The package's own script finds the program for this machine; it is called as the script would.
  const cli = createRequire(import.meta.url).resolve('relay-compiler/cli.js');
  execFileSync(process.execPath, [cli, 'relay.config.json'], { cwd: folder, stdio: 'pipe', timeout: 60_000 });
});

const made = async (name) => (await import(join(sources, '__generated__', `${name}.graphql.js`))).default;
const wire = recording({ authorization: `Bearer ${token}` });
const ask = async ({ text, name }, variables) => {
  const response = await wire.fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json, application/json' },
    body: JSON.stringify({ query: text, operationName: name, variables }),
  });
  return response.json();
};
const environment = new Environment({ network: Network.create(ask), store: new Store(new RecordSource()) });

await holds('mutations answer', async () => {
  const mutation = await made('CreateMutation');
  for (const title of ['One', 'Two', 'Three']) {
    const answer = await new Promise((onCompleted, onError) =>
      commitMutation(environment, { mutation, variables: { input: project(title) }, onCompleted, onError }));
    assert.equal(answer.createProject.project.title, title);
  }
});
await holds('pages are read on into one connection', async () => {
  const query = await made('PageQuery');
  await fetchQuery(environment, query, { first: 2 }).toPromise();
  const page = () => {
    const root = environment.getStore().getSource().get('client:root');
    const held = environment.getStore().getSource().get(root['__Page_projects_connection(orderBy:"TITLE_ASC")'].__ref);
    const source = environment.getStore().getSource();
    const titles = held.edges.__refs.map((edge) => source.get(source.get(edge).node.__ref).title);
    return { titles, info: source.get(held.pageInfo.__ref) };
  };
  assert.deepEqual(page().titles, ['One', 'Three']);
  const next = await made('PageNextQuery');
  await fetchQuery(environment, next, { first: 2, after: page().info.endCursor }).toPromise();
  assert.deepEqual(page().titles.slice(0, 3), ['One', 'Three', 'Two']);
});
await holds('a node is fetched again by its id', async () => {
  const query = await made('PageItemQuery');
  const source = environment.getStore().getSource();
  const id = source.getRecordIDs().find((one) => one.startsWith('project_'));
  const answer = await fetchQuery(environment, query, { id, phases: 1 }).toPromise();
  assert.ok(answer.node);
  const operation = createOperationDescriptor(query, { id, phases: 1 });
  assert.equal(environment.check(operation).status, 'available');
});
await holds('a refusal has its code', async () => {
  const mutation = await made('CreateMutation');
  const errors = await new Promise((resolve) => commitMutation(environment, {
    mutation, variables: { input: project('') }, onCompleted: (_, errors) => resolve(errors), onError: (error) => resolve([error]),
  }));
  assert.equal(errors.length, 1);
  const told = errors[0].extensions ?? errors[0].source.errors[0].extensions;
  assert.equal(told.code, 'BAD_INPUT');
});
