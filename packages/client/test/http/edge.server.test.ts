import { startRawWorker } from '../support/raw-worker.ts';
import type { RawWorker } from '../support/raw-worker.ts';
import { httpAddress } from '../support/transports.ts';
import { runOnEdge } from '../support/edge-runtime.ts';

describe('the client over HTTP in an edge runtime', () => {
  let worker: RawWorker;
  let app: typeof import('../fixtures/edge-app.ts');
  beforeAll(async () => {
    [worker, app] = await Promise.all([
      startRawWorker(),
      runOnEdge<typeof app>(require.resolve('../fixtures/edge-app.ts')),
    ]);
  });
  afterAll(() => worker.stop());

  const temporal = { address: httpAddress };

  it('has no Node built-ins', () => {
    expect(app.nodeGlobals).toEqual([]);
  });

  it('starts a workflow and awaits it', async () => {
    expect(await app.order(temporal, worker.taskQueue)).toEqual({
      result: { orderId: '7', chargeId: 'charge-7' },
      status: 'completed',
    });
  });

  it('sends messages to a workflow, and reports how one failed', async () => {
    expect(await app.talk(temporal, worker.taskQueue)).toEqual({
      ...{ size: 2, count: 2, items: ['chair', 'table'], isBytes: true },
      failure: expect.stringContaining(
        "OrderError: order 1 failed ← function 'decline' ← CardDeclined: no funds for 5",
      ),
    });
  });
});
