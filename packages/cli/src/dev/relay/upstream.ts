import { loadClientConnectConfig } from '@temporalio/envconfig';
import { connect } from 'node:http2';
import type { ClientHttp2Session, SecureClientSessionOptions } from 'node:http2';
import { definedOnly } from '@tfn/core/internal';
import type { TemporalOptions } from '../../temporal/temporal-options.ts';

/** Where Temporal is, as HTTP/2 says it. */
export interface Upstream {
  readonly address: string;
  /** Of every request, beside its own: credentials and what the profile adds. */
  readonly headers: Readonly<Record<string, string>>;
  /** The connection; a new one when the one before is gone. */
  session(): ClientHttp2Session;
  close(): void;
}

/** Connects on first use. What is not given comes from Temporal's environment and profile. */
export function createUpstream({ profile, ...given }: TemporalOptions): Upstream {
  const { connectionOptions } = loadClientConnectConfig(definedOnly({ profile }));
  const { address, apiKey, tls, metadata } = {
    ...{ address: 'localhost:7233', metadata: {} },
    ...(definedOnly(connectionOptions) as TemporalOptions & { metadata?: Record<string, string> }),
    ...definedOnly(given),
  };
  const secure = tls === undefined ? apiKey !== undefined : tls !== false;
  const options: SecureClientSessionOptions = typeof tls === 'object' ? toSecureOptions(tls) : {};
  let current: ClientHttp2Session | undefined;
  return {
    address,
    headers: { ...metadata, ...(apiKey !== undefined && { authorization: `Bearer ${apiKey}` }) },
    session() {
      if (current === undefined || current.closed || current.destroyed) {
        current = connect(`${secure ? 'https' : 'http'}://${address}`, options);
        // Each request on it is told.
        current.on('error', () => undefined);
        watch(current);
      }
      return current;
    },
    close: () => current?.destroy(),
  };
}

// --- internal ---

/** Milliseconds from one sign of life that is asked for to the next. */
const pingEvery = 15_000;

function toSecureOptions({
  serverNameOverride,
  serverRootCACertificate,
  clientCertPair,
}: Exclude<NonNullable<TemporalOptions['tls']>, boolean>): SecureClientSessionOptions {
  return definedOnly({
    servername: serverNameOverride,
    ca: serverRootCACertificate,
    cert: clientCertPair?.crt,
    key: clientCertPair?.key,
  });
}

/** Ends a connection that answers no more, as after a sleep of the machine. */
function watch(session: ClientHttp2Session): void {
  let answered = true;
  const timer = setInterval(() => {
    if (!answered) return session.destroy(new Error('no answer'));
    answered = false;
    if (!session.connecting) session.ping((error) => (answered = error === null));
  }, pingEvery).unref();
  session.once('close', () => clearInterval(timer));
}
