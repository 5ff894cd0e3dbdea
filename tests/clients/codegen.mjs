// graphql-codegen: types of the schema and of documents, compiled strictly by tsc; what they say is then asked.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { codegen } from '@graphql-codegen/core';
import * as documentNode from '@graphql-codegen/typed-document-node';
import * as operations from '@graphql-codegen/typescript-operations';
import * as typescript from '@graphql-codegen/typescript';
import { parse, print } from 'graphql';
import { holds, project } from './told.mjs';

const [url, token, schema, folder] = process.argv.slice(2);
const DOCUMENTS = `
query Page($first: Int!) { projects(first: $first) { nodes { id title state createdAt } totalCount } }
mutation Create($input: CreateProjectInput!) { createProject(input: $input) { project { id title } } }
`;
// What does not fit the types is marked, and tsc refuses a mark that marks nothing.
const USE = `
import type { ResultOf, VariablesOf } from '@graphql-typed-document-node/core';
import { CreateDocument, PageDocument, ProjectState, type CreateProjectInput } from './generated';
const variables: VariablesOf<typeof PageDocument> = { first: 3 };
// @ts-expect-error a text is no number
const wrong: VariablesOf<typeof PageDocument> = { first: 'three' };
// @ts-expect-error the summary is missing
const input: CreateProjectInput = { title: 'One' };
export function titles(page: ResultOf<typeof PageDocument>): string[] {
  // What can be refused is null, and the types say so.
  // @ts-expect-error
  page.projects.nodes;
  return (page.projects?.nodes ?? []).filter((node) => node.state === ProjectState.Draft).map((node) => node.title);
}
export { CreateDocument, input, variables, wrong };
`;

await holds('types are made of schema and documents', async () => {
  const scalars = Object.fromEntries(['Date', 'DateTime', 'Duration', 'LanguageTag', 'URL'].map((name) => [name, 'string']));
  const config = { scalars, strictScalars: true, useTypeImports: true };
  const made = await codegen({
    filename: 'generated.ts',
    schema: parse(readFileSync(schema, 'utf8')),
    documents: [{ location: 'documents.graphql', document: parse(DOCUMENTS) }],
    config,
    plugins: [{ typescript: {} }, { operations: {} }, { documentNode: {} }],
    pluginMap: { typescript, operations, documentNode },
  });
  writeFileSync(join(folder, 'generated.ts'), made);
  writeFileSync(join(folder, 'use.ts'), USE);
});
await holds('tsc takes them strictly', async () => {
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  const options = ['--strict', '--noEmit', '--skipLibCheck', '--module', 'esnext', '--moduleResolution', 'bundler'];
  try {
    execFileSync(process.execPath, [tsc, ...options, 'use.ts'], { cwd: folder, timeout: 60_000 });
  } catch (error) {
    assert.fail(String(error.stdout));
  }
});
await holds('the documents are answered as their types say', async () => {
  const ask = async (definition, variables) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query: print(definition), variables }),
    });
    return (await response.json()).data;
  };
  const [page, create] = parse(DOCUMENTS).definitions;
  const created = await ask(create, { input: project('Typed') });
  assert.equal(created.createProject.project.title, 'Typed');
  const read = await ask(page, { first: 1 });
  assert.deepEqual(Object.keys(read.projects.nodes[0]), ['id', 'title', 'state', 'createdAt']);
});
