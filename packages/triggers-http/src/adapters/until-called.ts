import type { ServerResponse } from 'node:http';

/** What middleware calls to go on, with an error to end. */
export type Next = (error?: unknown) => void;

/**
 * Runs middleware until it calls `next` or its response has closed; resolves to whether the first was so. A client that goes lets
 * nobody pass. Rejects with what it throws or hands to `next`.
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
