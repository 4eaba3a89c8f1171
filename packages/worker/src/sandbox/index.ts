/**
 * The code that runs inside Temporal's workflow sandbox; nothing else runs there. Used by the generated entry of a bundle.
 * @internal
 */
export { payloadConverter } from './values-converter.ts';
export { toTemporalWorkflows } from './temporal-workflows.ts';
export type { TemporalWorkflow } from './temporal-workflows.ts';
