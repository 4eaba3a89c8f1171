import { dirname } from 'node:path';
import { EdgeVM } from '@edge-runtime/vm';
import { build } from 'esbuild';

/**
 * Bundles a module for an edge platform, which fails when anything in it needs a Node built-in, and runs it in Vercel's edge
 * runtime, which has only the web's globals. Uses the published form of our packages: build them first.
 */
export async function runOnEdge<TModule>(file: string): Promise<TModule> {
  const { outputFiles } = await build({
    entryPoints: [file],
    absWorkingDir: dirname(file),
    bundle: true,
    write: false,
    platform: 'neutral',
    mainFields: ['module', 'main'],
    conditions: ['edge-light', 'worker'],
    format: 'iife',
    globalName: 'edgeModule',
    target: 'es2022',
  });
  const runtime = new EdgeVM();
  return runtime.evaluate<TModule>(`${outputFiles[0]?.text}; edgeModule;`);
}
