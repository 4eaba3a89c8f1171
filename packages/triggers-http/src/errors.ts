import { defineErrors } from '@tfn/core/internal';
import type { ErrorFactory } from '@tfn/core/internal';

/** The HTTP triggers' error table. docs/reference/errors.md describes every entry. */
export const httpErrors = {
  TFN_HTTP_ROUTE_INVALID: (d: { route: string; problem: string }): string =>
    `The route ${d.route} is invalid: ${d.problem}.`,
  TFN_HTTP_RAW_BODY: (d: { route: string }): string =>
    `The route ${d.route} checks a signature of the raw body, but earlier middleware has parsed the body and kept no bytes. Mount the router before express.json() and similar middleware, or keep the bytes: express.json({ verify: (req, _res, bytes) => Object.assign(req, { rawBody: bytes }) }).`,
  TFN_HTTP_EVENT_ID: (d: { route: string; got: string }): string =>
    `dedupe of the route ${d.route} returned ${d.got}. Return the id of the event, a string; or undefined when the event has none.`,
  TFN_HTTP_WORKFLOW_ID: (d: { route: string; got: string }): string =>
    `workflowId of the route ${d.route} returned ${d.got}. Return a string of 1 to 1000 bytes.`,
  TFN_HTTP_RESULT: (d: { route: string; problem: string }): string =>
    `The result for ${d.route} cannot be written as JSON: ${d.problem}. Return data without cycles.`,
  TFN_HTTP_VERIFY_OPTIONS: (d: { call: string; problem: string }): string => `${d.call}: ${d.problem}.`,
} as const;

/** Makes an error from this table. */
export const httpError: ErrorFactory<typeof httpErrors> = defineErrors(httpErrors);
