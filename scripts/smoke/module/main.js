import assert from 'node:assert/strict';
import * as client from '@tfn/client';
import * as core from '@tfn/core';
import * as testing from '@tfn/testing';
import { startDevServer } from '@tfn/testing/server';
import * as triggersCron from '@tfn/triggers-cron';
import * as triggersHttp from '@tfn/triggers-http';
import * as worker from '@tfn/worker';

const greet = core.tfn.fn('greet', async (name) => `Hello, ${name}`);
assert.equal(greet.name, 'greet');
for (const { tfn } of [client, testing, triggersCron, triggersHttp, worker]) assert.equal(tfn.fn, core.tfn.fn);

const server = await startDevServer();
try {
  assert.match(server.address, /:\d+$/);
} finally {
  await server.stop();
}
