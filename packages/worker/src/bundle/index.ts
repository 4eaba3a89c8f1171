export { bundleWorkflows } from './bundle-workflows.ts';
export type { BundleOptions, WorkflowBundle, WorkflowSource } from './bundle-options.ts';
