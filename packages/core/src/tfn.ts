import { declareFn, implement } from './definitions/declared-function.ts';
import { event } from './triggers/event-trigger.ts';
import { fn } from './definitions/function.ts';
import type { DefineFunction } from './definitions/function.ts';
import { http } from './triggers/http-trigger.ts';
import { defineQuery, defineSignal, defineUpdate } from './definitions/message.ts';
import { cron, interval } from './triggers/schedule-trigger.ts';
import { signal } from './triggers/signal-trigger.ts';
import { workflow } from './definitions/workflow.ts';
import type { DefineWorkflow } from './definitions/workflow.ts';

/** The methods of `tfn`. Other packages add theirs: `tfn.client`, `tfn.worker`, `tfn.testEnv`. */
export interface Tfn {
  readonly fn: DefineFunction;
  readonly declareFn: typeof declareFn;
  readonly implement: typeof implement;
  readonly workflow: DefineWorkflow;
  readonly http: typeof http;
  readonly cron: typeof cron;
  readonly interval: typeof interval;
  readonly signal: typeof signal;
  readonly event: typeof event;
  readonly defineSignal: typeof defineSignal;
  readonly defineQuery: typeof defineQuery;
  readonly defineUpdate: typeof defineUpdate;
}

/** Defines functions, workflows and triggers. */
export const tfn: Tfn = Object.freeze({
  fn,
  declareFn,
  implement,
  workflow,
  http,
  cron,
  interval,
  signal,
  event,
  defineSignal,
  defineQuery,
  defineUpdate,
});
