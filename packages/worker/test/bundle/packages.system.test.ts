import { randomUUID } from 'node:crypto';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { bundleWorkflows } from '../../src/bundle/index.ts';
import { purePackages } from './pure-packages.ts';

/** Packages that functions use: none of their code belongs in a bundle, although files create their clients at the top level. */
const NODE_PACKAGES: Readonly<Record<string, string>> = {
  pg: "import { Pool } from 'pg'; export const top = new Pool({ connectionString: 'x' });",
  stripe: "import Stripe from 'stripe'; export const top = new Stripe('sk_test');",
  axios: "import axios from 'axios'; export const top = axios.create({ baseURL: 'x' });",
  ioredis: "import { Redis } from 'ioredis'; export const top = new Redis();",
  '@aws-sdk/client-s3': "import { S3Client } from '@aws-sdk/client-s3'; export const top = new S3Client({});",
  nodemailer: "import nodemailer from 'nodemailer'; export const top = nodemailer.createTransport({});",
  sharp: "import sharp from 'sharp'; export const top = sharp.cache(false);",
  '@prisma/client': "import { PrismaClient } from '@prisma/client'; export const top = new PrismaClient();",
  pino: "import { pino } from 'pino'; export const top = pino().child({ a: 1 });",
  winston:
    "import winston from 'winston'; export const top = winston.createLogger({ transports: [new winston.transports.Console()] });",
  mongodb: "import { MongoClient } from 'mongodb'; export const top = new MongoClient('mongodb://x');",
  undici:
    "import { Agent, setGlobalDispatcher } from 'undici'; setGlobalDispatcher(new Agent()); export const top = 1;",
  dotenv: "import dotenv from 'dotenv'; export const top = dotenv.config();",
  express: "import express from 'express'; export const top = express().use(express.json());",
};

const address = process.env.TFN_TEST_ADDRESS ?? '';
const names = new Map(Object.keys(purePackages).map((name) => [name, `use-${name}`]));
let folder: string;
let connection: Connection;
let nativeConnection: NativeConnection;

beforeAll(async () => {
  folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'tfn-packages-')));
  connection = await Connection.connect({ address });
  nativeConnection = await NativeConnection.connect({ address });
});

afterAll(async () => {
  await connection.close();
  await nativeConnection.close();
  rmSync(folder, { recursive: true });
});

describe.each(['development', 'production'] as const)('packages that workflow code uses, bundled for %s', (mode) => {
  let worker: Worker;
  let running: Promise<void>;
  const taskQueue = `packages-${mode}-${randomUUID()}`;

  beforeAll(async () => {
    const workflows = Object.entries(purePackages).map(([name, { source }]) => {
      const file = path.join(folder, `${name.replaceAll(/\W/g, '-')}.mjs`);
      writeFileSync(
        file,
        `import { tfn } from '@tfn/core'; ${source} tfn.workflow('use-${name}', async (_ctx, x) => run(x));`,
      );
      return { name: `use-${name}`, file };
    });
    const bundle = await bundleWorkflows({ workflows, mode, cache: false, cwd: __dirname });
    worker = await Worker.create({ connection: nativeConnection, taskQueue, workflowBundle: { code: bundle.code } });
    running = worker.run();
  });

  afterAll(async () => {
    worker?.shutdown();
    await running;
  });

  test.each([...names.keys()])('%s works', async (name) => {
    const client = new Client({ connection });
    const options = {
      taskQueue,
      workflowId: `${taskQueue}-${name}`,
      args: [4],
      workflowExecutionTimeout: '100s',
    } as const;
    expect(await client.workflow.execute(names.get(name) ?? '', options)).toEqual(purePackages[name]?.result);
  });
});

test.each(Object.entries(NODE_PACKAGES))(
  '%s is never in a bundle, and loading a file that uses it at its top level works',
  async (name, source) => {
    const file = path.join(folder, `node-${name.replaceAll(/\W/g, '-')}.ts`);
    writeFileSync(
      file,
      `import { tfn } from '@tfn/core'; ${source} export const w = tfn.workflow('w', async () => typeof top);`,
    );
    const bundle = await bundleWorkflows({ workflows: [{ name: 'w', file }], cache: false, cwd: __dirname });
    expect(bundle.code).toContain(`tfn:stub:${name}`);
    expect(bundle.code).not.toContain(`node_modules/${name}/`);
  },
);
