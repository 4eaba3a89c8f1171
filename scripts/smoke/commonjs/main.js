const assert = require('node:assert/strict');
const client = require('@tfn/client');
const httpClient = require('@tfn/client/http');
const core = require('@tfn/core');
const testing = require('@tfn/testing');
const { startDevServer } = require('@tfn/testing/server');
const triggersCron = require('@tfn/triggers-cron');
const triggersHttp = require('@tfn/triggers-http');
const worker = require('@tfn/worker');
const { processOrder } = require('./orders.js');

for (const { tfn } of [client, testing, triggersCron, triggersHttp, worker]) assert.equal(tfn.fn, core.tfn.fn);

async function main() {
  const server = await startDevServer();
  const temporal = { address: server.address };
  const running = worker.tfn.worker({ temporal, taskQueue: 'smoke' }).registerModule('./orders.js');
  const caller = client.tfn.client({ temporal, taskQueue: 'smoke' });
  const overHttp = httpClient.tfn.client({ temporal: { address: server.httpAddress }, taskQueue: 'smoke' });
  try {
    const stopped = running.start();
    await running.ready();
    for (const each of [caller, overHttp]) {
      const result = await each.invoke(processOrder, { id: 'order-1', prices: ['0.1', '0.2'] });
      assert.deepEqual(result, { id: 'order-1', total: '0.30', receipt: '0bafe221' });
    }
    await running.stop();
    await stopped;
  } finally {
    await caller.close();
    await server.stop();
  }
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
