import { nextRuns, syncSchedules } from '@tfn/triggers-cron';
import { expressRouter, fastifyPlugin, fetchHandler, HttpProblem } from '@tfn/triggers-http';
import { createHttpHandler, createOpenApiDocument } from '@tfn/triggers-http/handler';
import { client } from './client';
import { route, schedule } from './functions';

export const router = expressRouter(client, { routes: [route], waitTimeout: '10s' });
export const plugin = fastifyPlugin(client);
export const { POST } = { POST: fetchHandler(client) };
export const handler = createHttpHandler(client);
export const find = (path: string) => handler.find('GET', path);
export const document = createOpenApiDocument({ defs: [route], basePath: '', hasStatus: true, mount: '' });
export const teapot = () => new HttpProblem({ type: 'about:blank', title: 'A teapot', status: 418, code: 'teapot' });

export const sync = async () => syncSchedules(client, { app: 'shop', schedules: [schedule], dryRun: true });
export const runs = () => nextRuns(schedule, 3);
