import type { ServerResponse } from 'node:http';

/** Middleware calls it to let a request pass, or with an error to reject it. */
export type Next = (error?: unknown) => void;

/**
 * Runs middleware until it calls `next` or its response closes; resolves to whether it called `next`. When the client disconnects, the
 * request does not pass. Rejects with the error that middleware throws or passes to `next`.
 */
export async function untilCalled(response: ServerResponse, run: (next: Next) => unknown): Promise<boolean> {
  let onClose = (): void => undefined;
  try {
    return await new Promise<boolean>((resolve, reject) => {
      onClose = () => resolve(false);
      response.once('close', onClose);
      const next = (error?: unknown): void => (error === undefined ? resolve(true) : reject(error as Error));
      Promise.resolve(run(next)).catch(reject);
    });
  } finally {
    response.off('close', onClose);
  }
}
