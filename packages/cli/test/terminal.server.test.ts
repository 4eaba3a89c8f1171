import { randomUUID } from 'node:crypto';
import { configOf, declared, greetings } from './support/greetings.ts';
import { binary, freePort, makeProject } from './support/project.ts';
import type { Project } from './support/project.ts';
import { openTerminal, plain } from './support/terminal.ts';
import type { Terminal } from './support/terminal.ts';

jest.setTimeout(300_000);

const address = process.env['TFN_TEST_ADDRESS'] as string;
const tfn = `"${process.execPath}" "${binary}"`;

let project: Project;
beforeAll(async () => {
  const taskQueue = `terminal-${randomUUID()}`;
  project = makeProject({
    'tfn.config.ts': configOf(taskQueue, await freePort()),
    'functions/greetings.ts': greetings,
    ...declared,
  });
});
const opened: Terminal[] = [];
function open(...args: Parameters<typeof openTerminal>): Terminal {
  const terminal = openTerminal(...args);
  opened.push(terminal);
  return terminal;
}
afterEach(async () => {
  for (const { process: each } of opened) each.kill();
  await Promise.all(opened.map(({ ended }) => ended));
});
afterAll(() => project.remove());

describe('on a terminal', () => {
  test.each([80, 120])('tfn dev fits %d columns, and its keys work', async (columns) => {
    const terminal = open(`${tfn} dev --address ${address}`, { cwd: project.root, columns });
    await terminal.until(/Watching for changes/);
    await terminal.until(/r reload {3}o open UI {3}i invoke {3}q quit/);
    const output = terminal.output();
    expect(output).toContain('\u001b[1mTemporal Functions - Dev Mode\u001b[22m');
    const lines = plain(output).split('\n');
    expect(lines.filter((line) => line.length > columns)).toEqual([]);
    const box = lines.filter((line) => /^ {2}[╔║╠╚]/.test(line));
    expect(new Set(box.map((line) => line.length)).size).toBe(1);
    terminal.type('r');
    await terminal.until(/reloaded in \d+ ms/);
    terminal.type('o');
    await terminal.until(/There is no Web UI to open/);
    terminal.type('i');
    await terminal.until(/Invoke \(name, then JSON\)/);
    terminal.type('welcome {"name": "Ada"}\n');
    await terminal.until(/"text": "Hello Ada, function 1"/);
    terminal.type('i');
    await terminal.until(/Invoke/);
    terminal.type('quote "tea"\n');
    await terminal.until(/price of tea/);
    terminal.type('i');
    await terminal.until(/Invoke/);
    terminal.type('welcom\n');
    await terminal.until(/Did you mean 'welcome'\?/);
    terminal.type('q');
    expect(await terminal.ended).toBe(0);
  });

  test('Ctrl-C ends tfn dev with its embedded Temporal', async () => {
    const terminal = open(`${tfn} dev --temporal-port ${await freePort()}`, { cwd: project.root, columns: 80 });
    await terminal.until(/Watching for changes/);
    terminal.type('\u0003');
    expect(await terminal.ended).toBe(0);
  });

  test('NO_COLOR disables colors, and tables are cut at the terminal’s width', async () => {
    const terminal = open(`${tfn} list`, { cwd: project.root, columns: 40, env: { NO_COLOR: '1' } });
    expect(await terminal.ended).toBe(0);
    expect(terminal.output()).not.toContain('\u001b[');
    expect(
      terminal
        .output()
        .split('\n')
        .filter((line) => line.length > 42),
    ).toEqual([]);
    expect(terminal.output()).toContain('…');
  });

  test('errors have colors, and go to the error output', async () => {
    const terminal = open(`${tfn} invoke nothing 2>/dev/null`, { cwd: project.root, columns: 80 });
    expect(await terminal.ended).toBe(1);
    expect(terminal.output()).toBe('');
    const shown = open(`${tfn} invoke nothing`, { cwd: project.root, columns: 80 });
    await shown.ended;
    expect(shown.output()).toContain('\u001b[31merror\u001b[39m');
  });

  test('tfn init asks for missing options', async () => {
    const terminal = open(`${tfn} init --no-install`, { cwd: project.root, columns: 80 });
    await terminal.until(/Folder \(my-project\): /);
    terminal.type('asked\n');
    await terminal.until(/Template, basic or monorepo \(basic\): /);
    terminal.type('\n');
    expect(await terminal.ended).toBe(0);
    expect(JSON.parse(project.read('asked/package.json'))).toMatchObject({ name: 'asked' });
  });
});
