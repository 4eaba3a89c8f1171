import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '..');
const packages = readdirSync(join(root, 'packages')).filter((name) => existsSync(tableOf(name)));
const codes = packages.flatMap((name) => codesOf(name).map((code) => [code, name] as const));
const reference = readFileSync(join(root, 'docs/reference/errors.md'), 'utf8');
const tests = packages.map((name) => textOf(join(root, 'packages', name, 'test'))).join('\n');
const sources = new Map(packages.map((name) => [name, textOf(join(root, 'packages', name, 'src'), 'errors.ts')]));

describe('error codes', () => {
  it('are unique over all packages', () => {
    expect(new Set(codes.map(([code]) => code)).size).toBe(codes.length);
  });

  it.each(codes)('%s of %s has the form TFN_AREA_PROBLEM', (code) => {
    expect(code).toMatch(/^TFN(_[A-Z0-9]+){2,}$/);
  });

  it.each(codes)('%s of %s has a row in the reference', (code) => {
    expect(reference).toMatch(new RegExp(`^\\| \`${code}\` +\\|`, 'm'));
  });

  it.each(codes)('%s of %s is thrown by its package', (code, name) => {
    expect(sources.get(name)).toContain(`'${code}'`);
  });

  it.each(codes)('%s of %s is provoked by a test', (code) => {
    expect(tests).toMatch(new RegExp(`\\b${code}\\b`));
  });

  it('that the reference lists all exist', () => {
    const listed = [...reference.matchAll(/^\| `(TFN_\w+)` +\|/gm)].map(([, code]) => code);
    expect(listed.filter((code) => !codes.some(([known]) => known === code))).toEqual([]);
  });
});

function tableOf(name: string): string {
  return join(root, 'packages', name, 'src/errors.ts');
}

/** The keys of every error table that a package's errors.ts exports. */
function codesOf(name: string): readonly string[] {
  const exported = Object.values(require(tableOf(name)) as Record<string, unknown>);
  return exported.flatMap((value) => (typeof value === 'object' && value !== null ? Object.keys(value) : []));
}

/** All TypeScript under a folder, as one text. */
function textOf(folder: string, except?: string): string {
  if (!existsSync(folder)) return '';
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && file !== except)
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .join('\n');
}
