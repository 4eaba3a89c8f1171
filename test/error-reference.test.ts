import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';

const root = join(__dirname, '..');

/** The files that hold error tables. */
const TABLES = ['errors.ts', 'shared-errors.ts'];
const packages = readdirSync(join(root, 'packages')).filter((name) => tablesOf(name).length > 0);
const codes = packages.flatMap((name) => codesOf(name).map((code) => [code, name] as const));
const reference = readFileSync(join(root, 'docs/reference/errors.md'), 'utf8');
const listed = [...reference.matchAll(/^\| `(TFN_\w+)` +\|/gm)].map(([, code]) => code ?? '');
const tests = packages.map((name) => textOf(join(root, 'packages', name, 'test'))).join('\n');
const sources = new Map(packages.map((name) => [name, textOf(join(root, 'packages', name, 'src'), TABLES)]));

describe('error codes', () => {
  it('are unique across all packages', () => {
    expect(new Set(codes.map(([code]) => code)).size).toBe(codes.length);
  });

  it('have the form TFN_AREA_PROBLEM', () => {
    expect(codesWhere((code) => !/^TFN(_[A-Z0-9]+){2,}$/.test(code))).toEqual([]);
  });

  it('all have a row in the reference', () => {
    expect(codesWhere((code) => !listed.includes(code))).toEqual([]);
  });

  it('are all thrown by their package', () => {
    expect(codesWhere((code, name) => !sources.get(name)?.includes(`'${code}'`))).toEqual([]);
  });

  it('are all provoked by a test', () => {
    expect(codesWhere((code) => !new RegExp(`\\b${code}\\b`).test(tests))).toEqual([]);
  });

  it('in the reference all exist', () => {
    expect(listed.filter((code) => !codes.some(([known]) => known === code))).toEqual([]);
  });
});

function codesWhere(isWrong: (code: string, packageName: string) => boolean): readonly string[] {
  return codes.filter(([code, name]) => isWrong(code, name)).map(([code]) => code);
}

/** Every error table of a package: parts that run elsewhere, such as in the workflow sandbox, have their own. */
function tablesOf(name: string): readonly string[] {
  return filesOf(join(root, 'packages', name, 'src')).filter((file) => TABLES.includes(basename(file)));
}

/** The keys of every error table that a package exports. */
function codesOf(name: string): readonly string[] {
  const exported = tablesOf(name).flatMap((file) => Object.values(require(file) as Record<string, unknown>));
  return exported.flatMap((value) => (typeof value === 'object' && value !== null ? Object.keys(value) : []));
}

/** All TypeScript under a folder, as one text. */
function textOf(folder: string, except: readonly string[] = []): string {
  return filesOf(folder)
    .filter((file) => file.endsWith('.ts') && !except.includes(basename(file)))
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
}

/** Every file under a folder, except in node_modules, whose links are circular. */
function filesOf(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : filesOf(path);
    return entry.isFile() ? [path] : [];
  });
}
