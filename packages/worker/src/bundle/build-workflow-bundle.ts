import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { AnyWorkflowDef } from '@tfn/core';
import type { BundleOptions, WorkflowBundle, WorkflowSource } from './bundle-options.ts';
import { bundleError } from '../shared/errors.ts';

/** Options of `buildWorkflowBundle`. */
export interface BuildOptions extends Omit<BundleOptions, 'workflows'> {
  /** The workflows, as definitions or as names and files. */
  workflows: readonly (AnyWorkflowDef | WorkflowSource)[];
  /** Where to write the bundle, for `readWorkflowBundle` to read. @default not written */
  outFile?: string;
}

/**
 * Builds a bundle ahead of time, so that a worker starts without bundling: pass it as the worker's option `bundle`.
 * `mode` defaults to 'production'.
 * @example await buildWorkflowBundle({ workflows: [processOrder], outFile: 'dist/workflows.js' });
 * @throws {TfnError} TFN_BUNDLE_FILE_UNKNOWN, and the errors of `bundleWorkflows`
 */
export async function buildWorkflowBundle({ workflows, outFile, ...options }: BuildOptions): Promise<WorkflowBundle> {
  const { bundle } = require('./bundle-workflows') as typeof import('./bundle-workflows.ts');
  const made = await bundle({ mode: 'production', ...options, workflows: workflows.map(toSource) });
  if (outFile !== undefined) {
    mkdirSync(path.dirname(path.resolve(outFile)), { recursive: true });
    const { code, ...rest } = made;
    // On the first line, so that the source map stays valid.
    writeFileSync(outFile, `${HEAD}${JSON.stringify(rest).replaceAll('*/', '*\\/')} */${code}`);
  }
  return made;
}

/**
 * Reads a bundle that `buildWorkflowBundle` wrote.
 * @throws {TfnError} TFN_BUNDLE_UNREADABLE
 */
export function readWorkflowBundle(file: string): WorkflowBundle {
  try {
    const text = readFileSync(file, 'utf8');
    const end = text.indexOf(' */');
    if (!text.startsWith(HEAD)) throw new Error('buildWorkflowBundle() did not write it');
    const rest = JSON.parse(text.slice(HEAD.length, end)) as Omit<WorkflowBundle, 'code'>;
    return { ...rest, code: text.slice(end + 3) };
  } catch (error) {
    throw bundleError(
      'TFN_BUNDLE_UNREADABLE',
      { file, problem: error instanceof Error ? error.message : String(error) },
      error,
    );
  }
}

// --- internal ---

const HEAD = '/* @tfn/worker bundle ';

function toSource(workflow: AnyWorkflowDef | WorkflowSource): WorkflowSource {
  if ('file' in workflow) return workflow;
  const { name, source } = workflow;
  if (source === undefined) throw bundleError('TFN_BUNDLE_FILE_UNKNOWN', { name });
  return { name, file: source.file };
}
