// urql: queries by GET, mutations by POST, errors with codes, subscriptions over a WebSocket.
import assert from 'node:assert/strict';
import { Client, cacheExchange, fetchExchange, gql, subscriptionExchange } from '@urql/core';
import { persistedExchange } from '@urql/exchange-persisted';
import { CHANGED, acting, listensTwice, socket } from './listening.mjs';
import { holds, project, recording } from './told.mjs';

const [url, token] = process.argv.slice(2);
const wire = recording({ authorization: `Bearer ${token}` });
const client = new Client({ url, exchanges: [cacheExchange, fetchExchange], fetch: wire.fetch, preferGetMethod: true });

const CREATE = gql`mutation Create($input: CreateProjectInput!) { createProject(input: $input) { project { id title } } }`;
const LIST = gql`query List($first: Int!) { projects(first: $first) { nodes { id title } } }`;

await holds('mutations go by POST', async () => {
  const { data, error } = await client.mutation(CREATE, { input: project('One') });
  assert.equal(error, undefined);
  assert.equal(data.createProject.project.title, 'One');
  assert.equal(wire.sent.at(-1).method, 'POST');
});
await holds('queries go by GET', async () => {
  const { data, error } = await client.query(LIST, { first: 3 });
  assert.equal(error, undefined);
  assert.equal(data.projects.nodes[0].title, 'One');
  assert.equal(wire.sent.at(-1).method, 'GET');
});
await holds('a refusal has its code', async () => {
  const { error } = await client.mutation(CREATE, { input: project('') });
  assert.deepEqual(error.graphQLErrors.map(({ extensions }) => extensions.code), ['BAD_INPUT']);
});
await holds('a document that does not fit the schema is told as GraphQL errors', async () => {
  const { error } = await client.query(gql`{ nothing }`, {});
  assert.deepEqual(error.graphQLErrors.map(({ extensions }) => extensions.code), ['DOCUMENT_INVALID']);
});
await holds('a token that is no good is an error of its own', async () => {
  const headers = { authorization: 'Bearer forged' };
  const stranger = new Client({ url, exchanges: [fetchExchange], fetchOptions: { headers }, preferGetMethod: false });
  const { error } = await stranger.query(gql`{ viewer { kind } }`, {});
  assert.equal(error.response.status, 401);
});

await holds('documents go by their hash', async () => {
  const asks = async () => {
    const exchanges = [persistedExchange({ preferGetForPersistedQueries: true }), fetchExchange];
    const persisted = new Client({ url, exchanges, fetch: wire.fetch, preferGetMethod: false });
    const { data, error } = await persisted.query(gql`query ByHash { viewer { kind } }`, {});
    assert.equal(error, undefined);
    assert.equal(data.viewer.kind, 'PERSON');
  };
  const before = wire.sent.length;
  await asks();
  await asks();
  const sent = wire.sent.slice(before);
  // The hash, the whole document, and from then on the hash alone.
  assert.deepEqual(sent.map(({ url }) => url.includes('viewer')), [false, true, false]);
  assert.ok(sent.every(({ method }) => method === 'GET'));
});

await holds('subscriptions go over a WebSocket', async () => {
  const { client: sockets, listens } = socket(url, token);
  const forwardSubscription = (request) => ({
    subscribe: (sink) => ({ unsubscribe: sockets.subscribe({ query: request.query ?? '', variables: request.variables }, sink) }),
  });
  const listener = new Client({ url, exchanges: [subscriptionExchange({ forwardSubscription })], preferGetMethod: false });
  const subscribe = (variables, next) => {
    const listening = listener.subscription(gql(CHANGED), variables).subscribe(next);
    return () => listening.unsubscribe();
  };
  await listensTwice(await acting(url, token), subscribe, listens);
  await sockets.dispose();
});
