import { assertNames, resolveOptions } from '@tfn/core/internal';
import type { OptionRules } from '@tfn/core/internal';
import type { OpenApiOptions } from '../openapi/document.ts';
import type { StatusRouteOptions } from '../routes/status-route.ts';
import type { HttpHandlerOptions } from './handler-options.ts';

/**
 * Checks the options of an adapter, of which `own` are its own.
 * @throws {TfnError} TFN_OPTIONS_INVALID
 */
export function assertOptions(adapter: string, options: HttpHandlerOptions, own: Rules = {}): void {
  resolveOptions(adapter, options, { rules: { ...RULES, ...own } });
  const { statusRoute, openapi } = options;
  if (typeof statusRoute === 'object')
    assertNames(adapter, statusRoute, { known: Object.keys(STATUS), prefix: 'statusRoute.' });
  if (typeof openapi === 'object') assertNames(adapter, openapi, { known: Object.keys(OPENAPI), prefix: 'openapi.' });
}

// --- internal ---

type Rules = NonNullable<Parameters<typeof resolveOptions>[2]>['rules'];

const RULES: OptionRules<HttpHandlerOptions> = {
  // Whatever can be iterated.
  routes: 'any',
  basePath: 'any',
  statusRoute: 'any',
  openapi: 'any',
  health: 'any',
  metrics: 'object',
  opentelemetry: 'object',
  bodyLimit: 'count',
  // Read as a duration where it is used.
  waitTimeout: 'any',
  errorMapper: 'any',
  logger: 'any',
};

const STATUS: Readonly<Record<keyof StatusRouteOptions, true>> = { middleware: true, authorize: true };

const OPENAPI: Readonly<Record<keyof OpenApiOptions, true>> = {
  title: true,
  version: true,
  description: true,
  securitySchemes: true,
  middleware: true,
};
