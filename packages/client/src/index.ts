export { tfn } from './tfn.ts';
export type { Tfn } from './tfn.ts';
export { createClient } from './create-client.ts';
export type { TfnClient } from './grpc/client.ts';
export type { ClientOptions, ClientTemporalOptions } from './client-options.ts';
export { clientErrors } from './errors/errors.ts';
export type { WorkflowEnd, WorkflowFailure } from './errors/transport-errors.ts';
