import fastify from 'fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { tfn } from '@tfn/core';
import type { HttpMiddleware } from '@tfn/core';
import { fastifyPlugin } from '@tfn/triggers-http';
import type { RouteClient } from '@tfn/triggers-http';

const order = tfn.workflow('fastify.order', async () => 'done');
const handle = { workflowId: 'w', runId: 'r', result: () => Promise.resolve('done') };
const client = { start: () => Promise.resolve(handle) } as unknown as RouteClient;

let paths = 0;
/** Serves one route with middleware, in an app that answers its own errors and its own 404. */
async function answerTo(middleware: HttpMiddleware, path?: string): Promise<{ status: number; body: string }> {
  const own = `/fastify/${paths++}/:id`;
  const app = fastify();
  app.setErrorHandler((error: Error, _request, reply) => reply.code(418).send(error.message));
  app.setNotFoundHandler((_request, reply) => reply.code(404).send("the app's own"));
  await app.register(fastifyPlugin(client, { routes: [tfn.http('POST', own, order, { middleware: [middleware] })] }));
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  const answer = await fetch(url + (path ?? own.replace(':id', '7')), {
    method: 'POST',
    headers: { connection: 'close' },
  });
  const body = await answer.text();
  await app.close();
  return { status: answer.status, body };
}

describe('middleware of a Fastify route', () => {
  it('can call done, and sees the params', async () => {
    let seen: unknown;
    const hook = (request: FastifyRequest, _reply: FastifyReply, done: () => void): void => {
      seen = request.params;
      done();
    };
    expect(await answerTo(hook)).toEqual({ status: 200, body: '"done"' });
    expect(seen).toEqual({ id: '7' });
  });

  it('can answer without calling done', async () => {
    const hook = (_request: FastifyRequest, reply: FastifyReply, _done: () => void): void => {
      void reply.code(403).send('no');
    };
    expect(await answerTo(hook)).toEqual({ status: 403, body: 'no' });
  });

  it("can fail, which the app's error handler answers", async () => {
    const calls = (_request: FastifyRequest, _reply: FastifyReply, done: (error: Error) => void): void =>
      done(new Error('a'));
    expect(await answerTo(calls)).toEqual({ status: 418, body: 'a' });
    const throws = async (): Promise<never> => {
      throw new Error('b');
    };
    expect(await answerTo(throws)).toEqual({ status: 418, body: 'b' });
  });
});

describe('a path that no route has', () => {
  it("gets the app's own 404", async () => {
    expect(await answerTo(() => undefined, '/elsewhere')).toEqual({ status: 404, body: "the app's own" });
  });
});
