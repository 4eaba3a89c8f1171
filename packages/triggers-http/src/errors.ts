import { defineErrors } from '@tfn/core';
import type { ErrorFactory } from '@tfn/core';

/** The HTTP triggers' error table. Every entry is described in docs/reference/errors.md. */
export const httpErrors = {
  TFN_HTTP_ROUTE_INVALID: (d: { route: string; problem: string }): string =>
    `The route ${d.route} cannot be served: ${d.problem}.`,
  TFN_HTTP_RAW_BODY: (d: { route: string }): string =>
    `The route ${d.route} checks a signature, which needs the body as it came, but something before has parsed it. Mount the triggers before express.json() and the like.`,
  TFN_HTTP_WORKFLOW_ID: (d: { route: string; got: string }): string =>
    `workflowId of the route ${d.route} gave ${d.got}. Give a string of 1 to 1000 characters.`,
  TFN_HTTP_VERIFY_OPTIONS: (d: { call: string; problem: string }): string => `${d.call}: ${d.problem}.`,
} as const;

/** Makes an error of this table. */
export const httpError: ErrorFactory<typeof httpErrors> = defineErrors(httpErrors);
