// The explorer in a browser: a query as a visitor and signed in, a purpose, a subscription; and what the page may not do.
import assert from 'node:assert/strict';
import { browse } from './browser.mjs';
import { holds, project } from './told.mjs';

const [server, email, password, picture] = process.argv.slice(2);
await browse(async (page) => {
  await page.setViewport({ width: 1280, height: 800 });
  const sent = [];
  const wrong = [];
  page.on('request', (request) => sent.push(request));
  page.on('pageerror', (error) => wrong.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && wrong.push(message.text()));
  const last = () => sent.findLast((request) => request.url() === `${server}/graphql`);
  const answer = () => page.$eval('.graphiql-response .CodeMirror', ({ CodeMirror }) => CodeMirror.getValue());

  // Runs what stands in the editor, and waits until the answer holds a text.
  const run = async (document, awaited) => {
    await page.$eval('.graphiql-query-editor .CodeMirror', ({ CodeMirror }, text) => CodeMirror.setValue(text), document);
    // With several operations it would open a list of them.
    await page.waitForSelector('.graphiql-execute-button:not([aria-haspopup])');
    await page.click('.graphiql-execute-button');
    await page.waitForFunction(
      (text) => document.querySelector('.graphiql-response .CodeMirror')?.CodeMirror.getValue().includes(text),
      { timeout: 20_000 }, awaited,
    );
    return JSON.parse(await answer());
  };

  await holds('the page loads what it needs from its own server', async () => {
    const response = await page.goto(server, { waitUntil: 'networkidle0' });
    assert.equal(response.url(), `${server}/explorer`);
    assert.equal(response.status(), 200);
    await page.waitForSelector('.graphiql-query-editor .CodeMirror');
    const hosts = new Set(sent.map((request) => new URL(request.url())).filter(({ protocol }) => protocol !== 'data:').map(({ origin }) => origin));
    assert.deepEqual([...hosts], [server]);
    const purposes = await page.$$eval('#purpose option', (options) => options.map(({ value }) => value));
    assert.ok(purposes.includes('PARTICIPATION_ADMIN'), String(purposes));
  });
  await holds('a visitor asks', async () => {
    await page.type('#tenant', 'alpha');
    const { data } = await run('{ viewer { kind } tenant { slug } }', 'VISITOR');
    assert.deepEqual(data, { viewer: { kind: 'VISITOR' }, tenant: { slug: 'alpha' } });
    assert.equal(last().headers()['trialogue-tenant'], 'alpha');
    assert.equal(last().headers().authorization, undefined);
  });
  await holds('the schema is at hand', async () => {
    await page.click('button[aria-label="Show Documentation Explorer"]');
    await page.waitForFunction(() => document.querySelector('.graphiql-doc-explorer')?.textContent.includes('Subscription'));
    await page.click('button[aria-label="Hide Documentation Explorer"]');
  });
  await holds('dialogs keep to the policy of the page, and the bar has the colours that are chosen', async () => {
    await page.click('button[aria-label="Open settings dialog"]');
    await page.waitForSelector('.graphiql-dialog');
    await page.$$eval('.graphiql-dialog button', (buttons) => buttons.find(({ textContent }) => textContent === 'Dark').click());
    await page.waitForFunction(() => getComputedStyle(document.querySelector('header')).colorScheme === 'dark');
    await page.keyboard.press('Escape');
    await page.waitForSelector('.graphiql-dialog', { hidden: true });
    assert.deepEqual(wrong, []);
  });
  await holds('the keyboard leaves the editors, which have names', async () => {
    const name = () => page.evaluate(() => document.activeElement.getAttribute('aria-label'));
    await page.focus('.graphiql-query-editor textarea');
    assert.equal(await name(), 'Query Editor');
    await page.keyboard.press('Tab');
    assert.match(await name(), /^Execute query/);
  });
  await holds('the answer is wide enough where there is little room', async () => {
    await page.setViewport({ width: 375, height: 720 });
    const { width, height } = await page.$eval('.graphiql-response', (pane) => pane.getBoundingClientRect().toJSON());
    await page.setViewport({ width: 1280, height: 800 });
    assert.ok(width > 250 && height > 200, `${width} x ${height}`);
  });
  await holds('a wrong password is told and changes nothing', async () => {
    await page.type('#email', email);
    await page.type('#password', 'something else entirely');
    await page.click('#sign-in');
    await page.waitForSelector('#told.bad');
    assert.equal((await run('{ viewer { kind } }', 'VISITOR')).data.viewer.kind, 'VISITOR');
  });
  await holds('somebody signs in, and asks for a purpose', async () => {
    await page.type('#password', password);
    await page.click('#sign-in');
    await page.waitForSelector('.in:not([hidden])');
    await page.select('#purpose', 'PARTICIPATION_ADMIN');
    assert.equal((await run('{ viewer { kind } }', 'PERSON')).data.viewer.kind, 'PERSON');
    assert.equal(last().headers()['trialogue-purpose'], 'PARTICIPATION_ADMIN');
  });
  // As another program of the same person: what happens while the page listens.
  const { authorization } = last().headers();
  const does = async (query, variables) => {
    const headers = { authorization, 'content-type': 'application/json' };
    const response = await fetch(`${server}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query, variables }) });
    const { data, errors } = await response.json();
    assert.equal(errors, undefined, JSON.stringify(errors));
    return data;
  };
  let document;
  await holds('a subscription tells what happens until it is stopped', async () => {
    const made = await does('mutation($input: CreateProjectInput!) { createProject(input: $input) { project { id version } } }', { input: project('Bridge') });
    const { id, version } = made.createProject.project;
    document = `subscription { projectChanged(project: "${id}") { id kind node { title } } }`;
    const listens = run(document, 'New bridge');
    await page.waitForRequest((request) => request.headers().accept === 'text/event-stream');
    await page.waitForSelector('.graphiql-execute-button[aria-label^="Stop"]');
    const stream = sent.findLast((request) => request.headers().accept === 'text/event-stream');
    while (!stream.response()) await new Promise((resolve) => setTimeout(resolve, 20));
    await does('mutation($input: UpdateProjectInput!) { updateProject(input: $input) { project { id } } }', { input: { project: id, version, title: 'New bridge' } });
    const { data } = await listens;
    assert.equal(data.projectChanged.id, id);
    assert.equal(data.projectChanged.node.title, 'New bridge');
    if (picture) await page.screenshot({ path: picture });
    await page.click('.graphiql-execute-button');
    await page.waitForSelector('.graphiql-execute-button[aria-label^="Execute"]');
  });
  await holds('nothing is stored, and who signs out is a visitor, ends what runs and leaves nothing but the document', async () => {
    const stored = await page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie]);
    assert.deepEqual(stored, [0, 0, '']);
    // One tab has an answer, another listens.
    await run('{ viewer { kind } }', 'PERSON');
    await page.click('button[aria-label="New tab"]');
    await page.waitForFunction(() => document.querySelectorAll('.graphiql-tab').length === 2);
    await page.$eval('.graphiql-query-editor .CodeMirror', ({ CodeMirror }, text) => CodeMirror.setValue(text), document);
    await page.waitForSelector('.graphiql-execute-button:not([aria-haspopup])');
    const before = sent.length;
    await page.click('.graphiql-execute-button');
    await page.waitForSelector('.graphiql-execute-button[aria-label^="Stop"]');
    const stream = () => sent.slice(before).find((request) => request.headers().accept === 'text/event-stream');
    while (!stream()?.response()) await new Promise((resolve) => setTimeout(resolve, 20));
    const personal = '{ "email": "somebody@example.org" }';
    await page.$eval('.graphiql-editor-tool .CodeMirror', ({ CodeMirror }, text) => CodeMirror.setValue(text), personal);
    await page.click('#sign-out');
    await page.waitForSelector('.graphiql-execute-button[aria-label^="Execute"]');
    while (!stream().failure()) await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(stream().failure().errorText, 'net::ERR_ABORTED');
    await page.waitForFunction(() => document.querySelectorAll('.graphiql-tab').length === 1
      && document.querySelectorAll('#graphiql .CodeMirror').length === 4);
    const left = await page.$$eval('#graphiql .CodeMirror', (editors) => editors.map(({ CodeMirror }) => CodeMirror.getValue()));
    assert.deepEqual(left, [document, '', '', '']);
    const bar = await page.$$eval('#email, #password, #purpose', (fields) => fields.map(({ value }) => value));
    assert.deepEqual(bar, ['', '', '']);
    await page.click('button[aria-label="Show History"]');
    await page.waitForSelector('.graphiql-history');
    assert.equal((await page.$$('.graphiql-history-item')).length, 0);
    await page.click('button[aria-label="Hide History"]');
    assert.equal((await run('{ viewer { kind } }', 'VISITOR')).data.viewer.kind, 'VISITOR');
    assert.deepEqual(wrong, []);
  });
  await holds('what stands under Headers goes before the bar, which says so', async () => {
    await page.$$eval('.graphiql-editor-tools button', (buttons) => buttons.find(({ textContent }) => textContent === 'Headers').click());
    const write = (text) => page.$$eval('.graphiql-editor-tool .CodeMirror', (editors, text) => editors[1].CodeMirror.setValue(text), text);
    const told = () => page.$eval('#told', ({ textContent }) => textContent);
    await write(JSON.stringify({ authorization }));
    assert.equal((await run('{ viewer { kind } }', 'PERSON')).data.viewer.kind, 'PERSON');
    assert.equal(await told(), 'You ask with the token under Headers.');
    assert.equal(last().headers()['trialogue-tenant'], undefined);
    await write('');
    assert.equal((await run('{ viewer { kind } }', 'VISITOR')).data.viewer.kind, 'VISITOR');
    assert.equal(await told(), 'You ask as a visitor.');
  });
});
