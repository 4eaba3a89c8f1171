import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Serves one request of a connection that another process accepted: the next may be for another process. */
export function serveAccepted(server: Server, connection: Socket): void {
  if (!server.listeners('request').includes(closeAfterwards)) server.prependListener('request', closeAfterwards);
  server.emit('connection', connection);
  connection.resume();
}

// --- internal ---

/** `maxRequestsPerSocket` would only ask the client to close the connection. */
function closeAfterwards(_request: IncomingMessage, response: ServerResponse): void {
  response.setHeader('Connection', 'close');
}
