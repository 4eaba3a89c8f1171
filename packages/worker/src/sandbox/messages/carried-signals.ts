/**
 * The signals that a run has received and not taken when it ends. Those of a run that continues as new go with it.
 * I1: they are taken out when nothing but the end follows. Temporal repeats the workflow task if another signal arrives meanwhile.
 * I2: the next run receives them from the SDK's buffer, before all others, whoever handles them there.
 */
import { registry } from '@tfn/core';
import { readCarried, toCarriedList } from '@tfn/core/internal';
import type { CarriedSignal } from '@tfn/core/internal';
import type { Payload } from '@temporalio/common';
import { log } from '@temporalio/workflow';
import type { ContinueAsNew } from '@temporalio/workflow';
import { assertCarriable, plainConverter, roomBeside } from '../limits/payload-limit.ts';
import { bufferFirst, takeBufferedSignals } from '../sdk/activator.ts';
import type { HandledUpdates } from './handled-updates.ts';

/**
 * Receives the signals that the earlier run passed on; returns what else it did. To be called before anything in this run may receive a
 * signal.
 */
export function receiveCarried(args: readonly unknown[]): readonly unknown[] {
  if (args.length < 2) return [];
  const { signals, more } = readCarried(args);
  if (signals.length > 0) bufferFirst(signals.map(toPayloads));
  return more;
}

/**
 * Adds the signals that the run has not taken to its request to continue as new, and the updates that it has handled lately.
 * @throws {TfnError} TFN_SIGNALS_TOO_LARGE
 */
export function carry(
  { command }: ContinueAsNew,
  { queued, handled }: { queued: readonly CarriedSignal<unknown>[]; handled: HandledUpdates },
): void {
  const signals = takeAll(queued);
  if (signals.length === 0 && !handled.exist()) return;
  // A workflow that is not ours would not know what to do with them.
  if (command.workflowType != null && !registry.workflows.has(command.workflowType)) {
    if (signals.length > 0) warn(signals);
    return;
  }
  const converter = plainConverter();
  const [input = converter.toPayload(undefined)] = command.arguments ?? [];
  const list = converter.toPayload(toCarriedList(signals));
  const args = [input, list, ...signals.flatMap(({ values }) => values)];
  if (signals.length > 0) assertCarriable(args, countByName(signals));
  const updates = handled.toPayloads(roomBeside(args));
  if (signals.length > 0 || updates.length > 0) command.arguments = [...args, ...updates];
}

/** Logs the signals that a run has not taken which ends without another one. */
export function reportUntaken(queued: readonly CarriedSignal<unknown>[]): void {
  const signals = takeAll(queued);
  if (signals.length > 0) warn(signals);
}

// --- internal ---

type PayloadSignal = CarriedSignal<Payload>;

function takeAll(queued: readonly CarriedSignal<unknown>[]): readonly PayloadSignal[] {
  return [...queued.map(toPayloads), ...takeBufferedSignals()];
}

function toPayloads({ name, values }: CarriedSignal<unknown>): PayloadSignal {
  const converter = plainConverter();
  return { name, values: values.map((value) => converter.toPayload(value)) };
}

function warn(signals: readonly PayloadSignal[]): void {
  log.warn(
    `The workflow ends without having taken all of its signals: ${countByName(signals)}. Take them, or continue as new: its next run receives them.`,
    {
      signals: signals.length,
    },
  );
}

/** The names of signals with their counts: `'item' (35), 'note' (1)`. */
function countByName(signals: readonly PayloadSignal[]): string {
  const counts = new Map<string, number>();
  for (const { name } of signals) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([name, count]) => `'${name}' (${count})`).join(', ');
}
