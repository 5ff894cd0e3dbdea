// What the scripts share that listen: the document, acts to be told of, and the reference client of graphql-transport-ws.
import assert from 'node:assert/strict';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { project } from './told.mjs';

export const CHANGED = `subscription Changed($project: ID!, $after: String) {
  projectChanged(project: $project, after: $after) { id kind cursor node { id title } }
}`;

export async function until(is) {
  while (!is()) await new Promise((resolve) => setTimeout(resolve, 20));
}

// The reference client, as others are set up with it. What it listens to is known to listen when a ping is answered that it
// sent behind it; the first after that may have been sent before.
export function socket(uri, token) {
  let pongs = 0;
  const client = createClient({
    url: uri.replace(/^http/, 'ws'), webSocketImpl: WebSocket, connectionParams: { authorization: `Bearer ${token}` },
    keepAlive: 100, retryAttempts: 0, on: { pong: (received) => { if (received) pongs += 1; } },
  });
  const listens = () => {
    const before = pongs;
    return until(() => pongs >= before + 2);
  };
  return { client, listens };
}

// Acts of somebody over plain HTTP: a project of their own, and new titles for it.
export async function acting(uri, token) {
  const does = async (query, variables) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const response = await fetch(uri, { method: 'POST', headers, body: JSON.stringify({ query, variables }) });
    const { data, errors } = await response.json();
    assert.equal(errors, undefined, JSON.stringify(errors));
    return data;
  };
  const made = await does('mutation($input: CreateProjectInput!) { createProject(input: $input) { project { id version } } }', { input: project('Bridge') });
  let { id, version } = made.createProject.project;
  const renames = async (title) => {
    const input = { project: id, version, title };
    const { updateProject } = await does('mutation($input: UpdateProjectInput!) { updateProject(input: $input) { project { version } } }', { input });
    ({ version } = updateProject.project);
  };
  return { id, renames };
}

// Listens by a client's own means, is told of an act, stops, misses one, and goes on from its cursor. `subscribe` begins a
// subscription with variables, calls back with each answer, and answers how to stop; `listens` waits until it listens.
export async function listensTwice({ id, renames }, subscribe, listens) {
  const told = async (after, title) => {
    const answers = [];
    const stop = subscribe({ project: id, after }, (answer) => answers.push(answer));
    if (title) {
      await listens();
      await renames(title);
    }
    await until(() => answers.length > 0);
    stop();
    assert.equal(answers.length, 1);
    assert.equal(answers[0].error, undefined, String(answers[0].error));
    return answers[0].data.projectChanged;
  };
  const first = await told(null, 'New bridge');
  assert.deepEqual([first.id, first.kind, first.node.title], [id, 'CHANGED', 'New bridge']);
  await renames('Newer bridge');
  const second = await told(first.cursor);
  assert.deepEqual([second.id, second.node.title], [id, 'Newer bridge']);
  assert.notEqual(second.cursor, first.cursor);
}
