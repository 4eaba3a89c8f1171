const assert = require('node:assert/strict');
const client = require('@tfn/client');
const core = require('@tfn/core');
const testing = require('@tfn/testing');
const { startDevServer } = require('@tfn/testing/server');
const triggersCron = require('@tfn/triggers-cron');
const triggersHttp = require('@tfn/triggers-http');
const worker = require('@tfn/worker');

const greet = core.tfn.fn('greet', async (name) => `Hello, ${name}`);
assert.equal(greet.name, 'greet');
for (const { tfn } of [client, testing, triggersCron, triggersHttp, worker]) assert.equal(tfn.fn, core.tfn.fn);

async function main() {
  const server = await startDevServer();
  try {
    assert.match(server.address, /:\d+$/);
  } finally {
    await server.stop();
  }
}

void main();
