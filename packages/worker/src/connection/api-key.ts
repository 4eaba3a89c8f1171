import type { NativeConnection } from '@temporalio/worker';

/** A key, or how to get the one that is good now. */
export type ApiKey = string | (() => string | Promise<string>);

/** The key to connect with. */
export async function readApiKey(apiKey: ApiKey | undefined): Promise<string | undefined> {
  return typeof apiKey === 'function' ? apiKey() : apiKey;
}

/**
 * Asks for the key again and again, and gives the connection each new one; what is under way goes on. When asking fails, the last key
 * stays, and the next time may do better. Returns how to end it.
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
