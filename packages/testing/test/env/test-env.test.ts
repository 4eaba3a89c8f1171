import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fail, tfn } from '@tfn/testing';
import type { TestEnv } from '@tfn/testing';
import { buy, parentOfWaiting, price, stuckInTask, unsteady, waitsForEver } from './fixtures/shop.ts';

async function codeOf(promise: Promise<unknown>): Promise<string | undefined> {
  return promise.then(
    () => undefined,
    (error: { code?: string }) => error.code,
  );
}

let env: TestEnv;

beforeEach(async () => {
  env = await tfn.testEnv({ engine: 'memory' });
});

afterEach(() => env.close());

describe('a test environment', () => {
  test('rejects an unknown engine', async () => {
    const error = tfn.testEnv({ engine: 'cloud' as never });
    await expect(error).rejects.toMatchObject({
      code: 'TFN_TEST_ENGINE',
      message: expect.stringContaining("'memory'"),
    });
  });

  test('rejects a mock that is not a function', () => {
    expect(() => env.mock(price, 5 as never)).toThrow(expect.objectContaining({ code: 'TFN_TEST_MOCK_INVALID' }));
    expect(() => env.mock(price, [])).toThrow(expect.objectContaining({ code: 'TFN_TEST_MOCK_INVALID' }));
    expect(() => env.mock(7 as never)).toThrow(expect.objectContaining({ code: 'TFN_TEST_MOCK_INVALID' }));
  });

  test('lists the known definitions when a mock is for an unknown one', () => {
    expect(() => env.mock('prize')).toThrow(/nothing that this test imported defines 'prize'.*'price'/);
  });

  test('reports a workflow that does not exist', async () => {
    const started = env.client.start('missing', undefined);
    await expect(started).rejects.toMatchObject({ code: 'TFN_TEST_WORKFLOW_UNKNOWN' });
  });

  test('with strict runs no function without a mock', async () => {
    const strict = await tfn.testEnv({ engine: 'memory', strict: true });
    const error = strict.execute(buy, 'tea');
    await expect(error).rejects.toMatchObject({ details: { rootCause: { type: 'TFN_TEST_UNMOCKED' } } });
    strict.mock(price, () => 4);
    expect(await strict.execute(buy, 'tea')).toBe(4);
    await strict.close();
  });

  test('with a timeout reports what a workflow waits for, the last failures, and the history', async () => {
    env.mock(price, fail('shop is closed'));
    const handle = await env.start(waitsForEver);
    while (env.calls(price)[0]?.error === undefined) await new Promise(setImmediate);
    const error = handle.result({ timeout: 300 });
    const message = expect.stringMatching(
      /attempt \d+, last failure: shop is closed[^]*started waitsForEver[^]*run price "tea"/,
    );
    await expect(error).rejects.toMatchObject({ code: 'TFN_TEST_TIMEOUT', message });
  });

  test("prints the same without a timeout, before the runner's limit, and stops with the environment", async () => {
    const printed = jest.spyOn(console, 'error').mockImplementation(() => {});
    const handle = await env.start(waitsForEver, undefined, { workflowId: 'slow' });
    while (env.calls(price)[0]?.result === undefined) await new Promise(setImmediate);
    const ending = codeOf(handle.result());
    while (printed.mock.calls.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(printed.mock.calls).toEqual([
      [expect.stringMatching(/^The workflow 'slow' has not ended yet\.\nIt waits for:\n[^]*run price "tea" → 3/)],
    ]);
    await env.close();
    expect(await ending).toBe('TFN_WORKFLOW_TERMINATED');
    printed.mockRestore();
  });

  test('reports the first step in which a workflow is not deterministic', async () => {
    const error = env.execute(unsteady);
    const message = expect.stringContaining(
      'At step 1 it did: run price "coffee"; run again with the same results: sleep 5m',
    );
    await expect(error).rejects.toMatchObject({ code: 'TFN_TEST_NONDETERMINISM', message });
  });

  test('reports code that no worker could run', async () => {
    const error = env.execute(stuckInTask);
    await expect(error).rejects.toMatchObject({
      code: 'TFN_TEST_TASK_FAILED',
      message: expect.stringContaining('this cannot be'),
    });
  });

  test('has no history of a workflow that does not exist', async () => {
    expect(await codeOf(env.getHandle('nobody').history())).toBe('TFN_TEST_NOT_FOUND');
  });

  test('reports list filters that the memory engine does not support', async () => {
    await env.execute(buy, 'tea', { workflowId: 'tea' });
    const list = async (query: string): Promise<string[]> => {
      const ids: string[] = [];
      for await (const { workflowId } of env.client.list(query)) ids.push(workflowId);
      return ids;
    };
    expect(await list("WorkflowType = 'buy' AND ExecutionStatus = 'Completed'")).toEqual(['tea']);
    expect(await list("WorkflowId != 'tea'")).toEqual([]);
    expect(await codeOf(list('StartTime > 5'))).toBe('TFN_TEST_UNSUPPORTED');
  });

  test('does nothing once it is closed', async () => {
    await env.close();
    await env.close();
    expect(await codeOf(env.execute(buy, 'tea'))).toBe('TFN_TEST_ENV_CLOSED');
  });

  test('rejects a file that is not a history', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tfn-history-'));
    writeFileSync(join(folder, 'a.json'), '{}');
    expect(await codeOf(env.replay(join(folder, 'a.json')))).toBe('TFN_TEST_HISTORY_INVALID');
    rmSync(folder, { recursive: true });
  });

  test('serves the routes of tfn.http without a port', async () => {
    const response = await env.request('POST', '/buy', { item: 'bread' });
    expect(response).toMatchObject({ status: 200, body: expect.anything() });
    expect((await env.request('GET', '/nothing')).status).toBe(404);
  });

  test('names the missing package that requests need', async () => {
    jest.doMock('@tfn/triggers-http', () => {
      throw new Error("Cannot find module '@tfn/triggers-http'");
    });
    const error = env.request('GET', '/');
    const message = expect.stringContaining('npm install --save-dev @tfn/triggers-http');
    await expect(error).rejects.toMatchObject({ code: 'TFN_TEST_PACKAGE_MISSING', message });
    jest.dontMock('@tfn/triggers-http');
  });

  test('starts what a schedule starts', async () => {
    expect(env.schedules.list().map(({ id }) => id)).toEqual(['morning']);
    expect(await (await env.schedules.trigger('morning')).result()).toBe(5);
    expect(await codeOf(env.schedules.trigger('evening'))).toBe('TFN_TEST_UNKNOWN');
  });

  test('closes itself with await using', async () => {
    let disposed: TestEnv;
    {
      await using scoped = await tfn.testEnv({ engine: 'memory' });
      disposed = scoped;
    }
    expect(await codeOf(disposed.execute(buy, 'tea'))).toBe('TFN_TEST_ENV_CLOSED');
  });

  test('is closed only when all of its work has ended', async () => {
    const immediates = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Immediate').length;
    await Promise.all(Array.from({ length: 10 }, () => env.start(parentOfWaiting)));
    while (env.calls(price).length < 10) await new Promise(setImmediate);
    await env.close();
    expect(immediates()).toBe(0);
  });

  test('runs 200 workflows at once and leaves nothing behind', async () => {
    const before = process.getActiveResourcesInfo().length;
    const results = await Promise.all(Array.from({ length: 200 }, (_, index) => env.execute(buy, 'x'.repeat(index))));
    expect(results).toEqual(Array.from({ length: 200 }, (_, index) => index));
    await env.close();
    // Handles of others, such as Jest's output, come and go; a leak stays.
    const active = (): number => process.getActiveResourcesInfo().length;
    while (active() > before) await new Promise((resolve) => setTimeout(resolve, 20));
  });
});
