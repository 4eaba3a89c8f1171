import { nearestName } from '@tfn/core/internal';
import { join } from 'node:path';
import { createProgram } from '../src/commands/program.ts';
import { catalogue } from '../src/commands/catalogue.ts';
import { toTable } from '../src/output/table.ts';
import { binary, runCommand } from './support/project.ts';

describe('the command line', () => {
  test('loads the code of a command only when it runs', async () => {
    const script = `const { main } = require(${JSON.stringify(join(binary, '../../dist/main.js'))});
      main(['node', 'tfn', '--version']).then(() => console.log(JSON.stringify(Object.keys(require.cache))));`;
    const { stdout } = await runCommand(['-e', script]);
    const [version, modules = ''] = stdout.trim().split('\n');
    expect(version).toMatch(/^\d+\.\d+\.\d+/);
    const loaded = (JSON.parse(modules) as string[]).map((path) => path.replace(/.*\/dist\//, ''));
    expect(loaded.filter((path) => path.startsWith('commands/'))).toEqual([
      'commands/program.js',
      'commands/catalogue.js',
    ]);
    expect(loaded.filter((path) => /temporal|tsx|esbuild/.test(path))).toEqual([]);
  });

  test.each(catalogue.map(({ usage }) => usage.split(' ')[0] as string))('%s has help with examples', (name) => {
    const command = createProgram().commands.find((each) => each.name() === name);
    let text = '';
    command?.configureOutput({ writeOut: (written) => (text += written) }).outputHelp();
    expect(text).toContain(`Usage: tfn ${name}`);
    expect(text).toMatch(/Examples:\n {2}\$ /);
    expect(text.split('\n').filter((line) => line.length > 120)).toEqual([]);
  });

  test.each([
    [['lst'], "unknown command 'lst'", 'Did you mean list?'],
    [['list', '--jsn'], "unknown option '--jsn'", 'Did you mean --json?'],
    [['invoke'], "missing required argument 'name'", ''],
    [['completion', 'tcsh'], "There is no completion for 'tcsh'", ''],
    [['init'], 'Give a folder', ''],
    [['init', 'x', '--template', 'huge'], "--template 'huge' is unknown", ''],
  ])('takes %j for a mistake, with exit code 2', async (args, problem, hint) => {
    const { code, stderr } = await runCommand([binary, ...args]);
    expect(code).toBe(2);
    expect(stderr).toContain(problem);
    expect(stderr).toContain(hint);
  });

  test('shows the stack of an internal error', async () => {
    const script = `const { printError } = require(${JSON.stringify(join(binary, '../../dist/output/print-error.js'))});
      process.exitCode = printError(new Error('a bug'));`;
    const { code, stderr } = await runCommand(['-e', script]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/Error: a bug\n +at /);
  });
});

describe('completion', () => {
  test('of bash completes commands and options', async () => {
    const script = `source <("${process.execPath}" "${binary}" completion bash)
      COMP_WORDS=(tfn do) COMP_CWORD=1 COMP_LINE='tfn do'; _tfn; echo "\${COMPREPLY[@]}"
      COMP_WORDS=(tfn build --no) COMP_CWORD=2 COMP_LINE='tfn build --no'; _tfn; echo "\${COMPREPLY[@]}"`;
    const child = await import('node:child_process');
    expect(child.execFileSync('bash', ['-c', script], { encoding: 'utf8' })).toBe('doctor\n--no-check\n');
  });

  test.each(['zsh', 'fish'])('of %s names every command', async (shell) => {
    const { code, stdout } = await runCommand([binary, 'completion', shell]);
    expect(code).toBe(0);
    for (const { usage } of catalogue) expect(stdout.replaceAll('\\:', ':')).toContain(usage.split(' ')[0]);
  });
});

describe('the nearest name', () => {
  test.each([
    ['procesOrder', 'processOrder'],
    ['Charge', 'charge'],
    ['zzz', undefined],
  ])('of %s is %s', (typed, expected) => {
    expect(nearestName(typed, ['processOrder', 'charge', 'refund'])).toBe(expected);
  });
});

describe('a table', () => {
  test('aligns its columns and cuts lines at the width of the terminal', () => {
    const rows = [
      ['a', 'long', 'last'],
      ['abc', 'b', 'a very long last column'],
    ];
    expect(toTable(rows, 20)).toBe('a    long  last\nabc  b     a very l…');
  });
});
