// The browser of this machine.
import { execFileSync } from 'node:child_process';
import puppeteer from 'puppeteer-core';

// Hands over a page, and closes the browser behind it.
export const browse = async (uses) => {
  const executablePath = execFileSync('sh', ['-c', 'command -v chromium'], { encoding: 'utf8' }).trim();
  const browser = await puppeteer.launch({
    executablePath,
    args: ['--no-proxy-server', '--disable-dev-shm-usage', ...(process.getuid() === 0 ? ['--no-sandbox'] : [])],
  });
  try {
    await uses(await browser.newPage());
  } finally {
    await browser.close();
  }
};
