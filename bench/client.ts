/** The cost of a client: import, bundle size, first call and memory. Each run has its own process. */
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startDevServer } from '@tfn/testing/server';
import { build } from 'esbuild';
import { compareFigures } from './harness/compare.ts';
import type { Comparison, Figure } from './harness/compare.ts';
import type { ClientFigures, ClientKind } from './harness/client-process.ts';
import { print, save } from './harness/report.ts';
import { isWanted, rounds } from './harness/settings.ts';

const NAMES: Record<ClientKind, string> = { tfn: '@tfn/client', http: '@tfn/client/http', raw: 'raw SDK' };
const FIGURES: readonly (readonly [Figure, keyof ClientFigures])[] = [
  [{ what: 'import', unit: 'ms' }, 'import'],
  [{ what: 'first call', unit: 'ms' }, 'firstCall'],
  [{ what: 'second call', unit: 'ms' }, 'secondCall'],
  [{ what: 'memory after import', unit: 'MB' }, 'memoryAfterImport'],
  [{ what: 'memory after two calls', unit: 'MB' }, 'memoryAfterCalls'],
];

async function main(): Promise<void> {
  const server = await startDevServer();
  const env = {
    ...process.env,
    TEMPORAL_ADDRESS: server.address,
    TEMPORAL_HTTP_ADDRESS: server.httpAddress,
    TASK_QUEUE: randomUUID(),
  };
  const measure = async (kind: ClientKind): Promise<number[]> => {
    const args = ['--expose-gc', join(__dirname, 'harness/client-process.js'), kind];
    const { stdout } = await promisify(execFile)(process.execPath, args, { env });
    const figures = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as ClientFigures;
    return FIGURES.map(([, name]) => figures[name]);
  };
  const results: Comparison[] = [];
  try {
    for (const kind of ['tfn', 'http'] as const) {
      if (!isWanted(NAMES[kind])) continue;
      const toFigure = ({ what, unit }: Figure): Figure => ({ what: `${NAMES[kind]}: ${what}`, unit });
      const found = [
        ...(await compareFigures({
          figures: [toFigure({ what: 'minified bundle', unit: 'KB' })],
          sides: [
            { name: 'tfn', measure: async () => [await bundledSize(kind)] },
            { name: 'raw SDK', measure: async () => [await bundledSize('raw')] },
          ],
          rounds: 1,
          warmUp: false,
        })),
        ...(await compareFigures({
          figures: FIGURES.map(([figure]) => toFigure(figure)),
          sides: [
            { name: 'tfn', measure: () => measure(kind) },
            { name: 'raw SDK', measure: () => measure('raw') },
          ],
          rounds: rounds(9),
        })),
      ];
      found.forEach(print);
      results.push(...found);
    }
    save('client', results, [await describeOwnCode()]);
  } finally {
    await server.stop();
  }
}

const PACKAGES: Record<ClientKind, string> = {
  tfn: '@tfn/client',
  http: '@tfn/client/http',
  raw: '@temporalio/client',
};

/** The bundled size in kilobytes of a program that only uses a client. */
async function bundledSize(kind: ClientKind, external: string[] = []): Promise<number> {
  const name = kind === 'raw' ? 'Client' : 'tfn';
  const result = await build({
    stdin: { contents: `import { ${name} } from '${PACKAGES[kind]}'; console.log(${name});`, resolveDir: __dirname },
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    external,
    write: false,
    logLevel: 'error',
  });
  return (result.outputFiles[0]?.contents.length ?? NaN) / 1024;
}

async function describeOwnCode(): Promise<string> {
  const own = await bundledSize('tfn', ['@temporalio/*', '@tfn/core', '@tfn/core/*']);
  const withCore = await bundledSize('tfn', ['@temporalio/*']);
  return `Of the bundle of \`@tfn/client\`, ${own.toFixed(1)} KB are its own code, ${(withCore - own).toFixed(1)} KB are \`@tfn/core\`, and the rest is the SDK, which is loaded with the first call.`;
}

void main();
