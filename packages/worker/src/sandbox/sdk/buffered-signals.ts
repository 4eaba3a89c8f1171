import type { CarriedSignal } from '@tfn/core/internal';
import type { Payload } from '@temporalio/common';
import { activator } from './activator.ts';

/** Takes out the signals that the SDK keeps because nothing in the run receives their names. */
export function takeBufferedSignals(): readonly CarriedSignal<Payload>[] {
  return buffer()
    .splice(0)
    .map(({ signalName, input }) => ({ name: signalName, values: input ?? [] }));
}

/** Lets the run receive signals, before those that the SDK keeps. */
export function bufferFirst(signals: readonly CarriedSignal<Payload>[]): void {
  buffer().unshift(...signals.map(({ name, values }) => ({ signalName: name, input: values })));
}

// --- internal ---

interface BufferedSignal {
  readonly signalName: string;
  readonly input?: readonly Payload[] | null;
}

function buffer(): BufferedSignal[] {
  return (activator() as unknown as { readonly bufferedSignals: BufferedSignal[] }).bufferedSignals;
}
