/** All that we take of the SDK's sandbox beyond its documented interface. */

interface Activator {
  readonly payloadConverter: unknown;
}

/** The converter of the running workflow. */
export function payloadConverter(): unknown {
  return (globalThis as { __TEMPORAL_ACTIVATOR__?: Activator }).__TEMPORAL_ACTIVATOR__?.payloadConverter;
}
