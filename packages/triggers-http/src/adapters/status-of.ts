import type { ServerResponse } from 'node:http';

/** What others answer a request with, once they have; 499, as proxies have it, when its client left before. */
export async function statusOf(response: ServerResponse): Promise<number> {
  if (!response.writableEnded && !response.destroyed)
    await new Promise((resolve) => response.once('finish', resolve).once('close', resolve));
  return response.writableEnded ? response.statusCode : CLIENT_LEFT;
}

// --- internal ---

const CLIENT_LEFT = 499;
