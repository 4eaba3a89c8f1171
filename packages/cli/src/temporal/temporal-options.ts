import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { definedOnly } from '@tfn/core/internal';
import type { ResolvedConfig } from '../config/resolve-config.ts';

/** Connection options that the client and the worker share. */
export interface TemporalOptions {
  address?: string;
  namespace?: string;
  apiKey?: string;
  profile?: string;
  tls?: boolean | TlsOptions;
}

interface TlsOptions {
  serverNameOverride?: string;
  serverRootCACertificate?: Buffer;
  clientCertPair?: { crt: Buffer; key: Buffer };
}

/** Converts the configuration's `temporal`; reads its certificates. */
export function toTemporalOptions({ root, temporal }: Pick<ResolvedConfig, 'root' | 'temporal'>): TemporalOptions {
  const { tls, encryptionKeys: _encryptionKeys, ...rest } = temporal;
  if (typeof tls !== 'object') return definedOnly({ ...rest, tls });
  const read = (file: string): Buffer => readFileSync(resolve(root, file));
  return {
    ...rest,
    tls: {
      ...(tls.serverName !== undefined && { serverNameOverride: tls.serverName }),
      ...(tls.caFile !== undefined && { serverRootCACertificate: read(tls.caFile) }),
      ...(tls.certFile !== undefined &&
        tls.keyFile !== undefined && { clientCertPair: { crt: read(tls.certFile), key: read(tls.keyFile) } }),
    },
  };
}
