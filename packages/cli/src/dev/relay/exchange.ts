import { constants } from 'node:http2';
import type { ClientHttp2Stream, IncomingHttpHeaders, OutgoingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import type { Upstream } from './upstream.ts';

/** A response as a whole. */
export interface Reply {
  readonly headers: OutgoingHttpHeaders;
  readonly body: Buffer;
  readonly trailers: OutgoingHttpHeaders;
}

/** Asks Temporal; `close` of what comes back takes the question back. */
export function ask(upstream: Upstream, headers: IncomingHttpHeaders): ClientHttp2Stream {
  const own = Object.entries(headers).filter(([name]) => !(name in dropped));
  const sent = { ...Object.fromEntries(own), ...upstream.headers, ':authority': upstream.address };
  try {
    return upstream.session().request(sent);
  } catch {
    // Temporal takes no more on that connection, as it does before it stops.
    upstream.close();
    return upstream.session().request(sent);
  }
}

/** Resolves with all that is sent on a stream, which stays open for the answer. */
export function bodyOf(stream: ServerHttp2Stream): Promise<Buffer> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk)).once('end', () => resolve(Buffer.concat(chunks)));
  });
}

/** Resolves with the whole response, whatever it says. */
export function replyOf(question: ClientHttp2Stream): Promise<Reply> {
  return new Promise((resolve) => {
    let headers: OutgoingHttpHeaders | undefined;
    let trailers: OutgoingHttpHeaders = {};
    let problem = 'the connection was closed';
    const chunks: Buffer[] = [];
    question.on('response', (received) => (headers = withoutSymbols(received)));
    question.on('trailers', (received) => (trailers = withoutSymbols(received)));
    question.on('data', (chunk: Buffer) => chunks.push(chunk));
    question.on('error', (error) => (problem = reasonOf(error)));
    question.once('close', () =>
      resolve(
        headers !== undefined && ('grpc-status' in headers || 'grpc-status' in trailers)
          ? { headers, trailers, body: Buffer.concat(chunks) }
          : unavailable(problem),
      ),
    );
  });
}

/** Answers with a whole response. */
export function answer(stream: ServerHttp2Stream, { headers, body, trailers }: Reply): void {
  if (stream.destroyed || stream.closed) return;
  if ('grpc-status' in headers) return stream.respond(headers, { endStream: true });
  stream.respond(headers, { waitForTrailers: true });
  stream.once('wantTrailers', () => stream.sendTrailers(trailers));
  stream.end(body);
}

/** Lets a question and its answer through as they come. */
export function passOn(stream: ServerHttp2Stream, question: ClientHttp2Stream): void {
  let trailers: OutgoingHttpHeaders | undefined;
  let problem = 'the connection was closed';
  stream.pipe(question);
  question.on('response', (received, flags) => {
    const headers = withoutSymbols(received);
    if (stream.destroyed) return;
    if (flags & constants.NGHTTP2_FLAG_END_STREAM) return stream.respond(headers, { endStream: true });
    stream.respond(headers, { waitForTrailers: true });
    stream.once('wantTrailers', () => stream.sendTrailers(trailers ?? statusOf(problem)));
    question.pipe(stream);
  });
  question.on('trailers', (received) => (trailers = withoutSymbols(received)));
  question.on('error', (error) => {
    problem = reasonOf(error);
    if (!stream.destroyed && stream.headersSent) stream.end();
  });
  question.once('close', () => {
    if (!stream.destroyed && !stream.headersSent) stream.respond(unavailable(problem).headers, { endStream: true });
  });
  stream.once('close', () => {
    if (!question.closed) question.close(constants.NGHTTP2_CANCEL);
  });
}

// --- internal ---

/** Why the connection failed, where that is why the request did. */
function reasonOf({ message, cause }: Error): string {
  return (cause as Error | undefined)?.message ?? message;
}

/** What belongs to one connection, or is ours. */
const dropped = { ':authority': true, host: true, connection: true, 'tfn-version': true };

function unavailable(problem: string): Reply {
  const headers = { ':status': 200, 'content-type': 'application/grpc', ...statusOf(problem) };
  return { headers, body: Buffer.alloc(0), trailers: {} };
}

/** That Temporal is not available, as gRPC says it. */
function statusOf(problem: string): OutgoingHttpHeaders {
  return { 'grpc-status': '14', 'grpc-message': encodeURIComponent(problem) };
}

/** Headers that were received can be sent again without what Node notes in them. */
function withoutSymbols(headers: IncomingHttpHeaders): OutgoingHttpHeaders {
  return Object.fromEntries(Object.entries(headers));
}
