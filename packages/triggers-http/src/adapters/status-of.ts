import type { ServerResponse } from 'node:http';

/** Waits for the status that other code answers with; 499, as proxies log it, if the client disconnected first. */
export async function statusOf(response: ServerResponse): Promise<number> {
  if (!response.writableEnded && !response.destroyed)
    await new Promise((resolve) => response.once('finish', resolve).once('close', resolve));
  return response.writableEnded ? response.statusCode : CLIENT_LEFT;
}

// --- internal ---

const CLIENT_LEFT = 499;
