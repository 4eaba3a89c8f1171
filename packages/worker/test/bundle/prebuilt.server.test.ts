import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { buildWorkflowBundle } from '../../src/bundle/index.ts';
import { startWorkerProcess } from '../support/worker-process.ts';
import { createTempProject } from './temp-project.ts';

const address = process.env.TFN_TEST_ADDRESS ?? '';
const project = createTempProject();

/** The compilers, parsers and bundlers that make bundles. */
const BUNDLERS =
  /[\\/]node_modules[\\/](?:webpack|webpack-sources|@swc|swc-loader|source-map-loader|esbuild|@babel|enhanced-resolve|es-module-lexer|get-tsconfig|terser|typescript)[\\/].*/;

/** The part of webpack that the SDK always loads: a list of getters. */
const FACADE = /[\\/]webpack[\\/]lib[\\/](?:index|util[\\/]memoize)\.js$/;

test('a worker with a prebuilt bundle runs workflows and loads no bundler', async () => {
  const taskQueue = `prebuilt-${randomUUID()}`;
  const outFile = path.join(project.folder, 'workflows.js');
  const loadedFolder = path.join(project.folder, 'loaded');
  mkdirSync(loadedFolder);
  const file = path.join(__dirname, '../fixtures/processes/prebuilt-worker.cjs');
  await buildWorkflowBundle({ workflows: [{ name: 'order', file }], outFile, cache: false });

  const process = startWorkerProcess('prebuilt-worker.cjs', [address, taskQueue, outFile], {
    execArgv: ['--require', path.join(__dirname, '../fixtures/processes/loaded-modules.cjs')],
    env: { LOADED_MODULES: loadedFolder },
  });
  await process.said('ready');
  const connection = await Connection.connect({ address });
  const client = new Client({ connection });
  expect(await client.workflow.execute('order', { taskQueue, workflowId: taskQueue, args: [4] })).toBe(40);
  await connection.close();
  process.send('stop');
  expect(await process.ended).toBe(0);

  const threads = readdirSync(loadedFolder).map((name) =>
    readFileSync(path.join(loadedFolder, name), 'utf8').split('\n'),
  );
  // The process's own thread, and at least one for workflows.
  expect(threads.length).toBeGreaterThan(1);
  const loaded = threads.flat();
  expect(loaded.filter((name) => BUNDLERS.test(name) && !FACADE.test(name))).toEqual([]);
  const ours = loaded
    .filter((name) => /[\\/]worker[\\/]dist[\\/]bundle[\\/]/.test(name))
    .map((name) => path.basename(name));
  // The last one reads source maps for messages.
  expect(ours.sort()).toEqual(['build-workflow-bundle.js', 'index.js', 'original-places.js']);
});
