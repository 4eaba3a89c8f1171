import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { chromium } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';
import { startChild } from '../src/outside/child-process.ts';
import type { Child } from '../src/outside/child-process.ts';
import { openWorld } from './fixtures/world.ts';
import type { TestWorld } from './fixtures/world.ts';

const STAFF_TOKEN = 'open sesame';
const PATIENCE = 180_000;

jest.setTimeout(400_000);

let shop: TestWorld;
let worker: Child<unknown>;
let api: Child<{ url: string }>;
let browser: Browser;
let page: Page;
const browserErrors: string[] = [];

beforeAll(async () => {
  const root = resolve(__dirname, '../../..');
  const find = [join(root, 'scripts/chromium.mjs')];
  const program = execFileSync(process.execPath, find, { encoding: 'utf8', cwd: root }).trim();
  shop = await openWorld();
  const env = {
    ...shop.world.env,
    ...{ TEMPORAL_ADDRESS: process.env['TFN_TEST_ADDRESS'] as string, TASK_QUEUE: `storefront-${randomUUID()}` },
    ...{ PACKING_TIME: '10ms', PORT: '0', STAFF_TOKEN },
  };
  const start = <TReady>(name: string): Child<TReady> =>
    startChild({
      ...{ name, env },
      file: join(__dirname, `../packages/${name}/dist/index.js`),
      logFile: join(shop.directory, `${name}.log`),
    });
  worker = start('worker');
  api = start('api');
  const [{ url }] = await Promise.all([api.ready(), worker.ready()]);
  browser = await chromium.launch({
    executablePath: program,
    timeout: PATIENCE,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-sync'],
  });
  page = await browser.newPage();
  page.setDefaultTimeout(PATIENCE);
  page.on('pageerror', (error) => browserErrors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') browserErrors.push(message.text());
  });
  await page.goto(url);
  await page.getByText('live', { exact: true }).waitFor();
});

afterAll(async () => {
  await browser?.close();
  await Promise.all([api?.stop(), worker?.stop()]);
  await shop?.close();
});

const orderIn = (status: string) => page.locator(`#orders li[data-status=${status}]`);

/** Waits for an error in the browser; returns the errors. */
async function untilBrowserError(): Promise<string[]> {
  while (browserErrors.length === 0) await delay(20);
  return browserErrors.splice(0);
}

/** Orders this many of a product; returns the selector of the order on the page. */
async function order(product: string, quantity: number): Promise<string> {
  const before = await page.locator('#orders li').count();
  await page.getByLabel(product).fill(String(quantity));
  await page.getByRole('button', { name: 'Order', exact: true }).click();
  await page.locator('#orders li').nth(before).waitFor();
  // The form is ready for the next order.
  while ((await page.getByLabel(product).inputValue()) !== '0') await delay(20);
  return `#${await page.locator('#orders li').first().getAttribute('id')}`;
}

describe('the storefront', () => {
  test('shows the products, accepts an order, and updates its status and the stock without a reload', async () => {
    await page.locator('#products tr').nth(4).waitFor();
    await order('Hand grinder', 2);
    await orderIn('complete').waitFor();
    expect(await orderIn('complete').textContent()).toContain('188.02 €');
    await page.getByRole('row', { name: /Hand grinder.*118/ }).waitFor();
  });

  test('shows what is wrong with an order, and starts nothing', async () => {
    const before = await page.locator('#orders li').count();
    await page.getByRole('button', { name: 'Order', exact: true }).click();
    await page.getByText('items must name at least one item').waitFor();
    expect(await page.locator('#orders li').count()).toBe(before);
    // The browser itself reports the response 400.
    expect(await untilBrowserError()).toEqual([expect.stringContaining('400')]);
  });

  test('shows on every open page that a large order continues when staff approve it', async () => {
    const other = await browser.newPage();
    other.setDefaultTimeout(PATIENCE);
    await other.goto(page.url());
    const id = await order('Espresso machine', 1);
    await other.locator(`${id}[data-status=awaiting-approval]`).waitFor();

    await page.locator(id).getByRole('button', { name: 'Approve' }).click();
    await page.getByText('Only staff may do this').waitFor();
    expect(await untilBrowserError()).toEqual([expect.stringContaining('401')]);
    await page.getByLabel('Staff password').fill(STAFF_TOKEN);
    await page.locator(id).getByRole('button', { name: 'Approve' }).click();
    await page.locator(`${id}[data-status=complete]`).waitFor();
    await other.locator(`${id}[data-status=complete]`).waitFor();
    await other.close();
  });

  test('cancels an order', async () => {
    const id = await order('Espresso machine', 1);
    await page.locator(`${id}[data-status=awaiting-approval]`).getByRole('button', { name: 'Cancel' }).click();
    await page.locator(`${id}[data-status=cancelled]`).waitFor();
    expect(await page.locator(id).textContent()).toContain('changed my mind');
  });

  test('continues after PostgreSQL has ended the feed', async () => {
    const { rowCount } = await shop.world.database.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = 'LISTEN orders'",
    );
    expect(rowCount).toBe(1);
    await order('Scales', 1);
  });

  test('fits a phone, and causes no errors in the browser', async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
    expect(browserErrors).toEqual([]);
  });
});
