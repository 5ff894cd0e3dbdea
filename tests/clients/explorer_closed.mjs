// The explorer of a server that tells visitors nothing of its schema.
import assert from 'node:assert/strict';
import { browse } from './browser.mjs';
import { holds } from './told.mjs';

const [server, email, password] = process.argv.slice(2);
await browse(async (page) => {
  const wrong = [];
  page.on('pageerror', (error) => wrong.push(String(error)));
  const told = () => page.$eval('#told', ({ textContent }) => textContent);
  const purposes = () => page.$$eval('#purpose option', (options) => options.map(({ value }) => value));
  const schema = (text) => page.waitForFunction(
    (text) => document.querySelector('.graphiql-doc-explorer')?.textContent.includes(text), { timeout: 20_000 }, text,
  );

  await holds('a visitor is told what the server says', async () => {
    await page.goto(server, { waitUntil: 'networkidle0' });
    await page.waitForSelector('#told.bad');
    assert.match(await told(), /^The server tells nothing of its schema to visitors\. Sign in/);
    assert.deepEqual(await purposes(), ['']);
    await page.click('button[aria-label="Show Documentation Explorer"]');
    await schema('Error fetching schema');
  });
  await holds('who signs in has purposes and the schema at hand, and what they wrote', async () => {
    const editor = '.graphiql-query-editor .CodeMirror';
    await page.$eval(editor, ({ CodeMirror }) => CodeMirror.setValue('{ viewer { kind } }'));
    await page.type('#tenant', 'alpha');
    await page.type('#email', email);
    await page.type('#password', password);
    await page.click('#sign-in');
    await schema('Subscription');
    assert.match(await told(), new RegExp(`^You ask as ${email.replaceAll('.', '\\.')}, until [^.]+\\.$`));
    const listed = await purposes();
    assert.ok(listed.includes('PARTICIPATION_ADMIN'), String(listed));
    assert.equal(listed.indexOf(''), 0);
    assert.equal(await page.$eval(editor, ({ CodeMirror }) => CodeMirror.getValue()), '{ viewer { kind } }');
    assert.deepEqual(wrong, []);
  });
});
