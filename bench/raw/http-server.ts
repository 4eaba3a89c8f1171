/** The same endpoints, written by hand as an expert would. */
import { randomUUID } from 'node:crypto';
import express from 'express';
import type { ErrorRequestHandler } from 'express';
import { Client, Connection } from '@temporalio/client';
import { serveBench } from '../harness/serve-bench.ts';

const taskQueue = process.env['TASK_QUEUE'] as string;
const client = new Client({ connection: Connection.lazy({ address: process.env['TEMPORAL_ADDRESS'] as string }) });
const app = express();
app.use(express.json({ limit: '1mb' }));

app.post('/orders', async (request, response) => {
  const options = { taskQueue, workflowId: `accept-${randomUUID()}`, args: [request.body as unknown] };
  response.json(await client.workflow.execute('accept', options));
});

app.post('/orders/async', async (request, response) => {
  const options = { taskQueue, workflowId: `accept-${randomUUID()}`, args: [request.body as unknown] };
  const { workflowId, firstExecutionRunId: runId } = await client.workflow.start('accept', options);
  const statusUrl = `/runs/${workflowId}`;
  response.status(202).location(statusUrl).json({ workflowId, runId, status: 'running', statusUrl });
});

// oxlint-disable-next-line max-params -- by their number Express knows error handlers
const onError: ErrorRequestHandler = (_error, _request, response, _next) => {
  response.status(500).json({ title: 'Something went wrong' });
};
app.use(onError);

serveBench(app);
