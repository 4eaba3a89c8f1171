import type { ServerResponse } from 'node:http';

/** What middleware calls to go on, with an error to end. */
export type Next = (error?: unknown) => void;

/** Runs middleware until it calls `next` or its response has closed. Rejects with what it throws or hands to `next`. */
export async function untilCalled(response: ServerResponse, run: (next: Next) => unknown): Promise<void> {
  let onClose = (): void => undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      onClose = resolve;
      response.once('close', onClose);
      const next = (error?: unknown): void => (error === undefined ? resolve() : reject(error as Error));
      Promise.resolve(run(next)).catch(reject);
    });
  } finally {
    response.off('close', onClose);
  }
}
