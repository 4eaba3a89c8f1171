import type { AnyRunnable } from '../definitions/inference.ts';
import { defineTrigger } from './trigger.ts';
import type { TriggerBase } from './trigger.ts';

/** Options of an event trigger; the package of the event source defines and validates them. */
export interface EventOptions {
  consumerGroup?: string;
  readonly [option: string]: unknown;
}

/** A subscription of `tfn.event`. */
export interface EventTriggerDef extends TriggerBase {
  readonly type: 'event';
  /** The event source's name: 'kafka', 'nats', 'redis' … */
  readonly from: string;
  readonly topic: string;
  readonly target: AnyRunnable;
  readonly options: EventOptions;
}

/**
 * Runs a workflow or function for each event of a topic. Needs the package of that event source.
 * @experimental
 * @throws {TfnError} TFN_TARGET_INVALID, TFN_NAME_DUPLICATE
 */
// oxlint-disable-next-line max-params -- the seed's signature
export function event(from: string, topic: string, target: AnyRunnable, options: EventOptions = {}): EventTriggerDef {
  const fields = { type: 'event', from, topic, target, options } as const;
  const call = `tfn.event('${from}', '${topic}')`;
  return defineTrigger({
    call,
    key: `${from} ${topic} ${target?.name}`,
    fields,
    targets: ['workflow', 'function'],
    boundary: event,
  });
}
