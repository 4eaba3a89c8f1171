/*
 * Asks a Temporal server two questions over gRPC: is it serving, does it have a namespace. Written on
 * Node's http2 because both messages hold one short string; a gRPC library would be a dependency of
 * megabytes for them.
 */
import { connect, constants } from 'node:http2';
import type { ClientHttp2Session } from 'node:http2';

export interface ProbeTarget {
  /** `host:port`, reached without TLS. */
  readonly address: string;
  readonly namespace: string;
}

export type ProbeResult =
  | { readonly state: 'ready' }
  | { readonly state: 'no-namespace' }
  | { readonly state: 'not-ready'; readonly why: string };

/** Asks once; answers within `timeout` ms, never throws. */
export async function probeTemporal(target: ProbeTarget, timeout: number): Promise<ProbeResult> {
  let session: ClientHttp2Session | undefined;
  try {
    session = connect(`http://${target.address}`);
    // Each request rejects as well; without a listener the session's error would be uncaught.
    session.on('error', () => {});
    const health = await call(session, {
      path: '/grpc.health.v1.Health/Check',
      text: 'temporal.api.workflowservice.v1.WorkflowService',
      timeout,
    });
    if (health.status !== grpcOk) return notReady(`its health check failed (${describe(health)})`);
    // HealthCheckResponse { status = SERVING }
    if (!health.message.equals(Buffer.from([0x08, 0x01]))) return notReady('it is not serving yet');
    const namespace = await call(session, {
      path: '/temporal.api.workflowservice.v1.WorkflowService/DescribeNamespace',
      text: target.namespace,
      timeout,
    });
    if (namespace.status === grpcOk) return { state: 'ready' };
    if (namespace.status === grpcNotFound) return { state: 'no-namespace' };
    return notReady(`its namespaces cannot be read (${describe(namespace)})`);
  } catch (error) {
    // A request on a lost connection says just that it was cancelled.
    const { message, cause } = error as Error & { cause?: Error };
    return notReady(cause?.message ?? message);
  } finally {
    session?.destroy();
  }
}

// --- internal ---

const grpcOk = 0;
const grpcNotFound = 5;

interface Call {
  readonly path: string;
  /** Field 1 of the request message. */
  readonly text: string;
  readonly timeout: number;
}

interface Answer {
  readonly status: number;
  readonly statusMessage: string;
  readonly message: Buffer;
}

function call(session: ClientHttp2Session, request: Call): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const stream = session.request({
      [constants.HTTP2_HEADER_METHOD]: 'POST',
      [constants.HTTP2_HEADER_PATH]: request.path,
      [constants.HTTP2_HEADER_CONTENT_TYPE]: 'application/grpc',
      [constants.HTTP2_HEADER_TE]: 'trailers',
    });
    const chunks: Buffer[] = [];
    let status = NaN;
    let statusMessage = '';
    // An error comes in the trailers, or in the headers when there is no body.
    const readStatus = (headers: NodeJS.Dict<string | string[]>): void => {
      if (headers['grpc-status'] === undefined) return;
      status = Number(headers['grpc-status']);
      statusMessage = String(headers['grpc-message'] ?? '');
    };
    stream.on('response', readStatus);
    stream.on('trailers', readStatus);
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('error', reject);
    stream.on('close', () => {
      if (Number.isNaN(status)) reject(new Error('what answers is no gRPC server'));
      // 5 bytes of frame header: not compressed, length.
      else resolve({ status, statusMessage, message: Buffer.concat(chunks).subarray(5) });
    });
    stream.setTimeout(request.timeout, () => {
      reject(new Error(`no answer within ${request.timeout} ms`));
      stream.close(constants.NGHTTP2_CANCEL);
    });
    stream.end(frame(request.text));
  });
}

/** A gRPC frame with a message whose field 1 is `text`. */
function frame(text: string): Buffer {
  const bytes = Buffer.from(text);
  const length = [];
  for (let rest = bytes.length; ; rest >>= 7) {
    if (rest < 0x80) {
      length.push(rest);
      break;
    }
    length.push((rest & 0x7f) | 0x80);
  }
  const message = Buffer.concat([Buffer.from([0x0a, ...length]), bytes]);
  const header = Buffer.alloc(5);
  header.writeUInt32BE(message.length, 1);
  return Buffer.concat([header, message]);
}

function describe({ status, statusMessage }: Answer): string {
  return `gRPC status ${status}${statusMessage ? `: ${statusMessage}` : ''}`;
}

function notReady(why: string): ProbeResult {
  return { state: 'not-ready', why };
}
