import { dirname } from 'node:path';
import { EdgeVM } from '@edge-runtime/vm';
import { build } from 'esbuild';

/**
 * Bundles a module as for an edge platform, which fails when anything in it needs a built-in of Node, and runs it in Vercel's edge
 * runtime, which has the web's own globals and nothing else. Packages come as they are published: build them first.
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
