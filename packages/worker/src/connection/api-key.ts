import type { NativeConnection } from '@temporalio/worker';

/** An API key, or a function that returns the current one. */
export type ApiKey = string | (() => string | Promise<string>);

/** The key to connect with. */
export async function readApiKey(apiKey: ApiKey | undefined): Promise<string | undefined> {
  return typeof apiKey === 'function' ? apiKey() : apiKey;
}

/**
 * Reads the key at every interval, in milliseconds, and passes a new one to the connection; in-flight calls continue. When reading fails, the
 * last key stays until the next interval. Returns a function that stops it.
 */
export function keepApiKey(connection: NativeConnection, apiKey: ApiKey | undefined, interval: number): () => void {
  if (typeof apiKey !== 'function') return () => undefined;
  let current: string | undefined;
  const timer = setInterval(() => {
    void (async () => {
      const key = await apiKey();
      if (key === current) return;
      await connection.setApiKey(key);
      current = key;
    })().catch(() => undefined);
  }, interval);
  timer.unref();
  return () => clearInterval(timer);
}
