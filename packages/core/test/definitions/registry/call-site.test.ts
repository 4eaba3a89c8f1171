import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tfn } from '../../../src/index.ts';
import { formatLocation } from '../../../src/internal/index.ts';
import type { SourceLocation } from '../../../src/index.ts';

const core = join(__dirname, '../../..');
const tool = (name: string): string => join(core, '../../node_modules/.bin', name);

describe('a call site', () => {
  // A space, for paths that URLs encode.
  const project = realpathSync(mkdtempSync(join(tmpdir(), 'tfn call-site-')));

  beforeAll(() => {
    const installed = join(project, 'node_modules/@tfn/core');
    mkdirSync(installed, { recursive: true });
    cpSync(join(core, 'package.json'), join(installed, 'package.json'));
    cpSync(join(__dirname, 'fixtures/call-site'), join(project, 'src'), { recursive: true });
    execFileSync(tool('tsc'), ['-p', core, '--outDir', join(installed, 'dist')]);
    // Only for types: core needs nothing at run time.
    symlinkSync(join(core, 'node_modules/@standard-schema'), join(project, 'node_modules/@standard-schema'));
    execFileSync(
      tool('tsc'),
      [
        ...['src/main.ts', '--outDir', 'dist', '--rootDir', 'src', '--sourceMap', '--skipLibCheck'],
        ...['--module', 'node16', '--target', 'es2022', '--types', ''],
        ...['--lib', 'es2022,dom'],
      ],
      { cwd: project },
    );
  });
  afterAll(() => rmSync(project, { recursive: true, force: true }));

  const run = (command: string, ...args: string[]): SourceLocation[] =>
    JSON.parse(execFileSync(command, args, { cwd: project, encoding: 'utf8' })) as SourceLocation[];

  /** Each fixture defines everything in one file: the file that called the factory, not the factory's. */
  const expectAllIn = (file: string, sources: readonly SourceLocation[]): void => {
    expect(sources.map((source) => source.file)).toEqual(Array(4).fill(join(project, file)));
    // tsx puts a file on one line, so columns distinguish definitions.
    expect(new Set(sources.map(formatLocation)).size).toBe(4);
  };

  it('is the compiled file under node', () => {
    expectAllIn('dist/orders.js', run(process.execPath, 'dist/main.js'));
  });

  it('is the compiled file under node with source maps, because that file can be loaded again', () => {
    expectAllIn('dist/orders.js', run(process.execPath, '--enable-source-maps', 'dist/main.js'));
  });

  it('is a path, not a URL, in an ES module', () => {
    const sources = run(process.execPath, 'src/main.mjs');
    expectAllIn('src/main.mjs', sources);
    expect(sources.map((source) => source.line)).toEqual([4, 6, 8, 9]);
  });

  it('is the TypeScript file under tsx', () => {
    expectAllIn('src/orders.ts', run(tool('tsx'), 'src/main.ts'));
  });

  it('is the TypeScript file that an ES module imports as CommonJS under tsx', () => {
    expectAllIn('src/orders.ts', run(tool('tsx'), 'src/mixed.mts'));
  });

  it('is the test file under jest', () => {
    const def = tfn.fn('callSite.jest', async () => 1);
    expect(def.source?.file).toBe(__filename);
  });

  it('is that of the caller of a factory in the same file', () => {
    const define = (name: string): { source: SourceLocation | undefined } => tfn.workflow(name, async () => 1);
    expect(define('callSite.factory').source?.file).toBe(__filename);
  });

  it('does not change the stack settings of the process', () => {
    const before = [Error.stackTraceLimit, Error.prepareStackTrace];
    tfn.fn('callSite.settings', async () => 1);
    expect([Error.stackTraceLimit, Error.prepareStackTrace]).toEqual(before);
  });

  it('has the form that terminals and editors make clickable', () => {
    expect(formatLocation({ file: '/app/orders.ts', line: 3, column: 7 })).toBe('/app/orders.ts:3:7');
    expect(formatLocation(undefined)).toBe('an unknown location');
  });
});
