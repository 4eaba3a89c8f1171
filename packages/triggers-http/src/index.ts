export { tfn } from '@tfn/core';

export { expressRouter } from './adapters/express.ts';
export type { ExpressOptions, ExpressRouter } from './adapters/express.ts';
export type { Next } from './adapters/until-called.ts';
export { fastifyPlugin } from './adapters/fastify.ts';
export type { FastifyLike, FastifyOptions, FastifyPlugin } from './adapters/fastify.ts';
export { fetchHandler } from './adapters/fetch.ts';
export type { FetchHandler, FetchOptions } from './adapters/fetch.ts';
export { stopServer } from './stop-server.ts';
export type { StoppableServer } from './stop-server.ts';

export { createHttpHandler } from './http-handler.ts';
export type { HttpHandler, StopOptions } from './http-handler.ts';
export type { HttpHandlerOptions } from './handler-options.ts';
export type { HttpClient } from './client.ts';
export type { HttpCall } from './call.ts';
export type { Endpoint, Found, Params } from './endpoint.ts';
export type { HttpReply } from './reply.ts';
export type { RunStatus, StatusRouteOptions } from './status-route.ts';

export { hmac } from './webhook/hmac.ts';
export type { HmacOptions, WebhookSecret } from './webhook/hmac.ts';
export { githubSignature, stripeSignature } from './webhook/presets.ts';

export type { OpenTelemetryApi, SpanStart, TraceContext, TraceSpan } from './telemetry/trace-request.ts';
export { HttpProblem } from './problem.ts';
export type { Problem } from './problem.ts';
export type { ErrorMapper, HttpFailure } from './problem-of-error.ts';
export { createDocument as createOpenApiDocument } from './openapi/document.ts';
export type { DocumentSubject, OpenApiDocument, OpenApiOptions } from './openapi/document.ts';
export type { Operation } from './openapi/operation.ts';
export { httpErrors } from './errors.ts';
