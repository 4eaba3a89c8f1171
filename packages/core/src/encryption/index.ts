export { createEncryptionCodec, parseEncryptionKeys } from './encryption-codec.ts';
export type { EncryptionOptions } from './encryption-codec.ts';
export { codecHandler } from './codec-handler.ts';
export type { CodecHandlerOptions } from './codec-handler.ts';
export type { Payload, PayloadCodec } from './payload.ts';
export { encryptionErrors } from './errors.ts';
