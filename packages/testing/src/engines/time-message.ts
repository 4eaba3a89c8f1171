/** A Duration or a Timestamp of protobuf, as the SDK decodes it: seconds are a 64-bit integer, which may be a Long. */
export interface ProtoDuration {
  readonly seconds?: unknown;
  readonly nanos?: number | null;
}

/** Nothing is 0. */
export function toMilliseconds({ seconds, nanos }: ProtoDuration): number {
  return Number(seconds ?? 0) * 1000 + (nanos ?? 0) / 1e6;
}

/** Rounds down to nanoseconds. For the seconds, protobuf's encoder takes a number as well as a Long. */
export function toDuration(milliseconds: number): { seconds: never; nanos: number } {
  const seconds = Math.floor(milliseconds / 1000);
  return { seconds: seconds as never, nanos: Math.floor((milliseconds - seconds * 1000) * 1e6) };
}
