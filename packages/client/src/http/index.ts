export { tfn } from './tfn.ts';
export type { Tfn } from './tfn.ts';
export { createClient } from './create-client.ts';
export type { HttpClient } from './create-client.ts';
export type { HttpClientOptions, HttpTemporalOptions } from './http-options.ts';
export type { Payload, PayloadCodec } from '@tfn/core/encryption';
