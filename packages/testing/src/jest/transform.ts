import { createHash } from 'node:crypto';
import { requireFromWorker } from '../engines/require-from-worker.ts';

/** What Jest passes to a transformer. */
export interface TransformContext {
  /** Whether the file is loaded as an ES module. */
  readonly supportsStaticESM: boolean;
  /** Whether Node can run `import()` in it. */
  readonly supportsDynamicImport: boolean;
  readonly configString: string;
}

/** The part of Jest's transformers that is used. */
export interface Transformer {
  process(source: string, file: string, context: TransformContext): { code: string };
  getCacheKey(source: string, file: string, context: TransformContext): string;
}

/** Changes when the output of `process` does. */
const VERSION = 2;

const transformer: Transformer = {
  process(source, file, { supportsStaticESM, supportsDynamicImport }) {
    const { transformSync } = requireFromWorker<typeof import('esbuild')>('esbuild');
    const { code } = transformSync(source, {
      loader: file.endsWith('x') ? 'tsx' : 'ts',
      format: supportsStaticESM ? 'esm' : 'cjs',
      target: 'node20',
      supported: { 'dynamic-import': supportsDynamicImport },
      sourcemap: 'inline',
      sourcefile: file,
    });
    return { code };
  },
  getCacheKey: (source, file, { supportsStaticESM, supportsDynamicImport, configString }) =>
    createHash('sha256')
      .update(JSON.stringify([VERSION, source, file, supportsStaticESM, supportsDynamicImport, configString]))
      .digest('hex'),
};

/** A Jest transformer: TypeScript to code for this Node. It does not check types or hoist `jest.mock`: call that before imports. */
// oxlint-disable-next-line import/no-default-export -- Jest reads it
export default transformer;
