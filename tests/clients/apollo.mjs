// Apollo Client: queries, variables, mutations, the cache, pages, errors with codes, subscriptions over a WebSocket and in parts.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { ApolloClient, CombinedGraphQLErrors, HttpLink, InMemoryCache, gql } from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { relayStylePagination } from '@apollo/client/utilities';
import { CHANGED, acting, listensTwice, socket, until } from './listening.mjs';
import { holds, project, recording } from './told.mjs';

const [uri, token] = process.argv.slice(2);
const wire = recording({ authorization: `Bearer ${token}` });
const cache = new InMemoryCache({ typePolicies: { Query: { fields: { projects: relayStylePagination() } } } });
const client = new ApolloClient({ link: new HttpLink({ uri, fetch: wire.fetch }), cache });

const CREATE = gql`mutation Create($input: CreateProjectInput!) { createProject(input: $input) { project { id title state } } }`;
const PAGE = gql`query Page($first: Int!, $after: String) {
  projects(first: $first, after: $after, orderBy: TITLE_ASC) { edges { cursor node { id title } } pageInfo { hasNextPage endCursor } }
}`;

await holds('mutations answer', async () => {
  for (const title of ['One', 'Two', 'Three']) {
    const { data } = await client.mutate({ mutation: CREATE, variables: { input: project(title) } });
    assert.equal(data.createProject.project.title, title);
    assert.equal(data.createProject.project.state, 'DRAFT');
  }
});
await holds('pages are read on', async () => {
  const watched = client.watchQuery({ query: PAGE, variables: { first: 2 } });
  const first = await new Promise((resolve) => watched.subscribe(({ data, loading }) => !loading && data && resolve(data)));
  assert.deepEqual(first.projects.edges.map(({ node }) => node.title), ['One', 'Three']);
  await watched.fetchMore({ variables: { after: first.projects.pageInfo.endCursor } });
  const { projects } = client.readQuery({ query: PAGE, variables: { first: 2 } });
  assert.deepEqual(projects.edges.map(({ node }) => node.title).slice(0, 3), ['One', 'Three', 'Two']);
});
await holds('what is known is not asked again', async () => {
  const before = wire.sent.length;
  await client.query({ query: PAGE, variables: { first: 2 } });
  assert.equal(wire.sent.length, before);
});
await holds('a refusal has its code and leaves its neighbours', async () => {
  const mutation = gql`mutation { good: createProject(input: { title: "Four", summary: "s", objectOfCocreation: SERVICE,
    visibility: PUBLIC, joining: OPEN }) { project { title } } bad: createProject(input: { title: "", summary: "s",
    objectOfCocreation: SERVICE, visibility: PUBLIC, joining: OPEN }) { project { title } } }`;
  const { data, error } = await client.mutate({ mutation, errorPolicy: 'all' });
  assert.ok(CombinedGraphQLErrors.is(error));
  assert.deepEqual(error.errors.map(({ extensions }) => extensions.code), ['BAD_INPUT']);
  assert.equal(data.good.project.title, 'Four');
  assert.equal(data.bad.project, null);
});
await holds('a document that does not fit the schema is told as GraphQL errors', async () => {
  const query = gql`{ projects { nodes { nothing } } }`;
  const error = await client.query({ query }).then(() => assert.fail('it answers'), (error) => error);
  assert.ok(CombinedGraphQLErrors.is(error), String(error));
  assert.equal(error.errors[0].extensions.code, 'DOCUMENT_INVALID');
});
await holds('a token that is no good is an error of its own', async () => {
  const stranger = new ApolloClient({
    link: new HttpLink({ uri, headers: { authorization: 'Bearer forged' } }), cache: new InMemoryCache(),
  });
  const error = await stranger.query({ query: gql`{ viewer { kind } }` }).then(() => assert.fail('it answers'), (error) => error);
  const codes = error.errors?.map(({ extensions }) => extensions.code) ?? [error.statusCode];
  assert.deepEqual(codes, ['UNAUTHENTICATED']);
});

const sha256 = (text) => createHash('sha256').update(text).digest('hex');
for (const useGETForHashedQueries of [false, true]) {
  const how = useGETForHashedQueries ? 'GET' : 'POST';
  await holds(`documents go by their hash, by ${how}`, async () => {
    const link = new PersistedQueryLink({ sha256, useGETForHashedQueries }).concat(new HttpLink({ uri, fetch: wire.fetch }));
    const asks = async () => {
      const persisted = new ApolloClient({ link, cache: new InMemoryCache() });
      const { data } = await persisted.query({ query: gql`query ByHash { viewer { kind } }` });
      assert.equal(data.viewer.kind, 'PERSON');
    };
    const before = wire.sent.length;
    await asks();
    await asks();
    const sent = wire.sent.slice(before);
    // The hash, the whole document, and from then on the hash alone.
    const whole = sent.filter(({ url, body }) => (body ?? decodeURIComponent(url)).includes('viewer'));
    assert.equal(sent.length, useGETForHashedQueries ? 2 : 3);
    assert.equal(whole.length, useGETForHashedQueries ? 0 : 1);
    assert.equal(sent.at(-1).method, how);
  });
}

// Begins a subscription of a client, and answers how to stop it.
const subscribing = (client) => (variables, next) => {
  const listening = client.subscribe({ query: gql(CHANGED), variables }).subscribe({ next, error: (error) => next({ error }) });
  return () => listening.unsubscribe();
};
await holds('subscriptions go over a WebSocket', async () => {
  const { client: sockets, listens } = socket(uri, token);
  const listener = new ApolloClient({ link: new GraphQLWsLink(sockets), cache: new InMemoryCache() });
  await listensTwice(await acting(uri, token), subscribing(listener), listens);
  await sockets.dispose();
});
await holds('subscriptions come in parts over HTTP', async () => {
  const parts = recording({ authorization: `Bearer ${token}` });
  const listener = new ApolloClient({ link: new HttpLink({ uri, fetch: parts.fetch }), cache: new InMemoryCache() });
  // What it asks for is answered when it listens.
  await listensTwice(await acting(uri, token), subscribing(listener), () => until(() => parts.sent.length > 0));
  assert.deepEqual(parts.sent.map(({ method, status }) => [method, status]), [['POST', 200], ['POST', 200]]);
});
