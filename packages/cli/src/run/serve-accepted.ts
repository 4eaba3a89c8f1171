import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Serves a connection that another process accepted: one request of it, as the next may be for another process. */
export function serveAccepted(server: Server, connection: Socket): void {
  if (!server.listeners('request').includes(closeAfterwards)) server.prependListener('request', closeAfterwards);
  server.emit('connection', connection);
  connection.resume();
}

// --- internal ---

/** `maxRequestsPerSocket` would only tell the client, and leave it to the client to close. */
function closeAfterwards(_request: IncomingMessage, response: ServerResponse): void {
  response.setHeader('Connection', 'close');
}
