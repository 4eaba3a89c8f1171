export { defineConfig } from './config/tfn-config.ts';
export type { TemporalTlsConfig, TfnConfig } from './config/tfn-config.ts';
export { cliErrors } from './errors.ts';
