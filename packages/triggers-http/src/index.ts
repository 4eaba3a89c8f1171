export { tfn } from '@tfn/core';

export { expressRouter } from './adapters/express.ts';
export type { ExpressOptions, ExpressRouter } from './adapters/express.ts';
export type { Next } from './adapters/until-called.ts';
export { fastifyPlugin } from './adapters/fastify.ts';
export type { FastifyLike, FastifyOptions, FastifyPlugin } from './adapters/fastify.ts';
export { fetchHandler } from './adapters/fetch.ts';
export type { FetchHandler, FetchOptions } from './adapters/fetch.ts';
export { stopServer } from './adapters/stop-server.ts';
export type { StoppableServer } from './adapters/stop-server.ts';

export type { HttpHandlerOptions } from './handler/handler-options.ts';
export type { StopOptions } from './handler/http-handler.ts';
export type { RouteClient } from './handler/route-client.ts';
export type { OpenApiOptions } from './openapi/document.ts';
export type { RunStatus, StatusRouteOptions } from './routes/status-route.ts';
export type { OpenTelemetryApi } from './telemetry/trace-request.ts';

export { hmac } from './webhook/hmac.ts';
export type { HmacOptions } from './webhook/hmac.ts';
export type { WebhookAlgorithm, WebhookSecret } from './webhook/keys.ts';
export type { WebhookVerifier } from './webhook/webhook-verifier.ts';
export { githubSignature } from './webhook/github.ts';
export { slackSignature } from './webhook/slack.ts';
export { snsSignature } from './webhook/sns.ts';
export type { SnsOptions } from './webhook/sns.ts';
export { standardWebhooks } from './webhook/standard-webhooks.ts';
export { stripeSignature } from './webhook/stripe.ts';
export { twilioSignature } from './webhook/twilio.ts';
export type { TwilioOptions } from './webhook/twilio.ts';

export { HttpProblem } from './replies/problem.ts';
export type { Problem } from './replies/problem.ts';
export type { ErrorMapper, HttpFailure } from './replies/problem-of-error.ts';
export { httpErrors } from './errors.ts';
