export { acquireDevServer } from './acquire-dev-server.ts';
export type { AcquiredServer, AcquireOptions, AcquireSource } from './acquire-dev-server.ts';
export { fastDynamicConfig } from './dev-server-args.ts';
export type { DevServerOptions, SearchAttributeKind } from './dev-server-options.ts';
export { startDevServer } from './start-dev-server.ts';
export type { DevServer } from './start-dev-server.ts';
