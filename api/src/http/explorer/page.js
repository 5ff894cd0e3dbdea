// The bar above GraphiQL: who asks, of which agency, and for which purpose. What is typed here stays in the memory of this
// page: no token, no query and no answer is stored in the browser.
'use strict';

const at = (id) => document.getElementById(id);
const VISITOR = 'You ask as a visitor.';
const UNDER_HEADERS = 'You ask with the token under Headers.';
let token = null;
// Whom the bar names.
let asks = VISITOR;
// What runs ends with whoever signs out.
let session = new AbortController();

function tell(text, isBad = false) {
  at('told').textContent = text;
  at('told').classList.toggle('bad', isBad);
}

// What each request says of who asks. What stands under Headers goes before the bar; a token names its agency itself.
function headers(more) {
  const all = new Headers(more ?? {});
  const add = (name, value) => value && !all.has(name) && all.set(name, value);
  all.set('content-type', 'application/json');
  add('authorization', token && `Bearer ${token}`);
  if (!all.has('authorization')) add('trialogue-tenant', at('tenant').value.trim());
  add('trialogue-purpose', at('purpose').value);
  return all;
}

async function post(body, accept, more, signal = session.signal) {
  const all = headers(more);
  all.set('accept', accept);
  const response = await fetch('graphql', {
    method: 'POST', headers: all, body: JSON.stringify(body), signal, credentials: 'omit', cache: 'no-store',
  });
  const isOurs = token && all.get('authorization') === `Bearer ${token}`;
  if (response.status !== 401 || !isOurs) return response;
  // Read before all that runs is ended.
  const refused = new Response(await response.blob(), response);
  signOut('The access token is good no longer: you ask as a visitor.', true);
  return refused;
}

async function ask(query, variables) {
  const response = await post({ query, variables }, 'application/graphql-response+json');
  return response.json();
}

// What the server says where it does not do what it was asked for.
function why(errors) {
  const { message, extensions } = errors?.[0] ?? { message: 'The server answered nothing.' };
  return extensions?.hint ? `${message} ${extensions.hint}` : message;
}

// The answers of a subscription, from server-sent events; whoever stops listening or signs out ends the request.
function listen(params, more) {
  const stop = new AbortController();
  const signal = AbortSignal.any([stop.signal, session.signal]);
  async function* answers() {
    const response = await post(params, 'text/event-stream', more, signal);
    if (!response.headers.get('content-type')?.startsWith('text/event-stream')) {
      yield await response.json();
      return;
    }
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      text += value;
      const events = text.split('\n\n');
      text = events.pop();
      for (const event of events) {
        const lines = event.split('\n');
        if (lines.includes('event: complete')) return;
        const data = lines.filter((line) => line.startsWith('data: ')).map((line) => line.slice(6)).join('\n');
        if (data) yield JSON.parse(data);
      }
    }
  }
  const running = answers();
  return {
    [Symbol.asyncIterator]() { return this; },
    next: () => running.next().catch((error) => {
      if (signal.aborted) return { done: true, value: undefined };
      throw error;
    }),
    return() {
      stop.abort();
      return Promise.resolve({ done: true, value: undefined });
    },
  };
}

// Whether a stream is asked for; what does not parse is for the server to tell. The editor's own reading of the document
// is a moment old.
function listens({ query, operationName }) {
  try {
    return GraphiQL.GraphQL.getOperationAST(GraphiQL.GraphQL.parse(query), operationName)?.operation === 'subscription';
  } catch {
    return false;
  }
}

function fetcher(params, options = {}) {
  // What else stands there, such as why the server refused, stays.
  if (new Headers(options.headers ?? {}).has('authorization')) tell(UNDER_HEADERS);
  else if (at('told').textContent === UNDER_HEADERS) tell(asks);
  if (listens(params)) return listen(params, options.headers);
  return post(params, 'application/graphql-response+json', options.headers).then((response) => response.json());
}

function show() {
  const isIn = token !== null;
  document.querySelector('.out').hidden = isIn;
  document.querySelector('.in').hidden = !isIn;
  at('tenant').readOnly = isIn;
  at('sign-in').disabled = isIn;
}

at('who').addEventListener('submit', async (event) => {
  event.preventDefault();
  const input = { tenant: at('tenant').value.trim(), email: at('email').value.trim(), password: at('password').value };
  at('password').value = '';
  tell('Signing in…');
  try {
    const { data, errors } = await ask('mutation SignIn($input: SignInInput!) { signIn(input: $input) { accessToken { value expiresAt } } }', { input });
    const given = data?.signIn?.accessToken;
    if (!given) return tell(why(errors), true);
    token = given.value;
    show();
    const until = new Date(given.expiresAt).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
    asks = `You ask as ${input.email}, until ${until}.`;
    tell(asks);
    if (knows) return;
    // Visitors are told nothing of the schema; who signed in may be.
    const refusal = await purposes();
    if (refusal) tell(`${asks} ${refusal}`);
    else mount();
  } catch (error) {
    if (error.name !== 'AbortError') tell('The server does not answer.', true);
  }
});

function signOut(why, isBad) {
  token = null;
  asks = VISITOR;
  knows = false;
  session.abort();
  session = new AbortController();
  at('email').value = '';
  at('purpose').value = '';
  forget();
  show();
  tell(why, isBad);
}

at('sign-out').addEventListener('click', () => signOut(VISITOR));

// Whether the server told of its schema.
let knows = false;

// Lists the purposes; what the server says where it tells nothing of them.
async function purposes() {
  const { data, errors } = await ask('{ __type(name: "Purpose") { enumValues { name description } } }');
  if (!data?.__type) return why(errors);
  knows = true;
  const options = data.__type.enumValues.map(({ name, description }) => {
    const option = new Option(name, name);
    option.title = description ?? '';
    return option;
  });
  const chosen = at('purpose').value;
  at('purpose').replaceChildren(at('purpose').options[0], ...options);
  at('purpose').value = chosen;
  return null;
}

// What GraphiQL would store, for as long as the page is open.
const kept = new Map();
const storage = {
  get length() { return kept.size; },
  getItem: (key) => kept.get(key) ?? null,
  setItem: (key, value) => { kept.set(key, String(value)); },
  removeItem: (key) => { kept.delete(key); },
  clear: () => { kept.clear(); },
};

const QUERY = `# Name an agency above and run this with
# Ctrl-Enter, as a visitor or signed in.
# Ctrl-Space completes; the book at the left
# describes every type and field. A program's
# token goes under Headers, as Authorization.
query Projects {
  projects(first: 10) {
    nodes { id title summary state }
  }
}

# Tells what happens, until you stop it.
subscription Changes($project: ID!) {
  contributionChanged(project: $project) {
    id kind cursor
  }
}
`;

const root = ReactDOM.createRoot(at('graphiql'));
// How many have signed out: whoever is next gets an editor of their own.
let left = 0;

// Each time with another function, at which GraphiQL asks for the schema anew and keeps what stands in the editor.
function mount() {
  root.render(React.createElement(GraphiQL, {
    key: left,
    fetcher: (...asked) => fetcher(...asked),
    storage,
    defaultQuery: QUERY,
    shouldPersistHeaders: false,
    showPersistHeadersSettings: false,
    schemaDescription: true,
  }));
}

// Leaves the document in the open tab, and nothing else that was written or answered: no variables, headers, history or
// other tabs, which may hold personal data.
function forget() {
  const written = document.querySelector('.graphiql-query-editor .CodeMirror')?.CodeMirror.getValue();
  const editors = document.querySelectorAll('.graphiql-response .CodeMirror, .graphiql-editor-tool .CodeMirror');
  for (const { CodeMirror } of editors) CodeMirror.setValue('');
  for (const key of kept.keys()) if (key !== 'graphiql:theme') kept.delete(key);
  if (written) storage.setItem('graphiql:query', written);
  left += 1;
  mount();
  // What the former editor writes late.
  setTimeout(() => kept.delete('graphiql:tabState'), 1000);
}

// The editors have no name of their own, and would keep Tab for themselves: the keyboard would find no way out.
at('graphiql').addEventListener('focusin', ({ target }) => {
  const name = target.closest('.CodeMirror') && target.closest('section')?.getAttribute('aria-label');
  if (name) target.setAttribute('aria-label', name);
});
at('graphiql').addEventListener('keydown', (event) => {
  const completes = document.querySelector('.CodeMirror-hints');
  if (event.key === 'Tab' && event.target.closest('.CodeMirror') && !completes) event.stopPropagation();
}, true);

purposes()
  .then((refusal) => refusal && !token && tell(refusal, true))
  .catch((error) => error.name !== 'AbortError' && tell('The server does not answer.', true));
mount();
