/**
 * The versions of Temporal's SDK whose internals this package was written against. Every place that changes what the SDK does asks here
 * first, and leaves another version as it is.
 */
export function isKnownSdk(version: string = sdkVersion()): boolean {
  return KNOWN.test(version);
}

/** The version of `@temporalio/worker` that is installed. */
export function sdkVersion(): string {
  return (require('@temporalio/worker/package.json') as { version: string }).version;
}

// --- internal ---

const KNOWN = /^1\.24\./;
