import { clocks } from './scenarios/clock.ts';
import { crashes } from './scenarios/crashes.ts';
import { disk } from './scenarios/disk.ts';
import { functions } from './scenarios/functions.ts';
import { FULL_QUEUE, load, NIGHTLY_QUEUE, queueLength } from './scenarios/load.ts';
import { network } from './scenarios/network.ts';
import { poison } from './scenarios/poison.ts';
import { startProvider } from './support/provider.ts';
import type { Provider } from './support/provider.ts';
import { openScene } from './support/scene.ts';
import type { Scene } from './support/scene.ts';
import { startShopServer } from './support/shop-server.ts';
import type { ShopServer } from './support/shop-server.ts';
import { cellsOf } from '../support/page-table.ts';
import { page, toTable } from './support/table.ts';
import type { Row } from './support/table.ts';

// Temporal gives a killed process's work to another process after 10 s; a busy machine takes longer, especially for the full queue.
jest.setTimeout(1_800_000);

const faults = [...crashes, ...network, ...load, ...functions, ...poison, ...clocks, ...disk];
const rows: Row[] = [];

let server: ShopServer;
let provider: Provider;
let scene: Scene;
beforeAll(async () => {
  [server, provider] = await Promise.all([startShopServer(), startProvider()]);
});
afterAll(async () => {
  await server.stop();
  await provider.close();
});

describe('no order is lost or charged twice:', () => {
  afterEach(() => scene.close());

  test.each(faults.map((fault, index) => ({ ...fault, index })))('$fault', async ({ index, ...fault }) => {
    scene = await openScene(String(index), server, provider);
    const outcome = await fault.prove(scene);
    expect(outcome).toMatchObject({ lost: 0, chargedTwice: 0 });
    rows.push({ fault, ...outcome });
  });
});

test('docs/reliability.md has the table of these results', () => {
  const table = toTable(rows);
  if (process.env['TFN_WRITE_RELIABILITY'] !== undefined) return page.write(table);
  // The page shows the queue at its nightly size.
  const isComparable = (row: string[]): boolean =>
    queueLength === NIGHTLY_QUEUE || !row.some((cell) => cell.startsWith(FULL_QUEUE));
  expect(cellsOf(page.read()).filter(isComparable)).toEqual(cellsOf(table).filter(isComparable));
});
