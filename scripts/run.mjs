import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/** A child process that did not succeed. Its own output has already told why. */
export class CommandError extends Error {
  constructor(command, exitCode) {
    super(`'${command}' ended with exit code ${exitCode}.`);
    this.exitCode = exitCode;
  }
}

/** Puts a folder of programs before all others for every command that is run from now on. */
export function addToPath(directory) {
  process.env.PATH = directory + delimiter + (process.env.PATH ?? '');
}

/**
 * Runs a program at the repository's root with the terminal as its own, to its end. With `capture` it resolves to
 * what the program printed. On Windows `npm` and the like are scripts of the shell.
 * @throws {CommandError} when it fails
 */
export async function run(command, args, { capture = false, cwd = root, env = {} } = {}) {
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['inherit', capture ? 'pipe' : 'inherit', 'inherit'],
    shell: process.platform === 'win32' && !command.endsWith('.exe'),
  });
  let output = '';
  child.stdout?.setEncoding('utf8').on('data', (text) => (output += text));
  const exitCode = await passSignals(child, () => untilClosed(child));
  if (exitCode !== 0) throw new CommandError([command, ...args].join(' '), exitCode);
  return output;
}

/** Runs a program of the root's devDependencies. */
export function runTool(name, args, options) {
  return run(join(root, 'node_modules', '.bin', name), args, options);
}

/** Runs a script's main function: a problem becomes its message alone, and a failing exit code. */
export async function runMain(main) {
  try {
    await main(process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof CommandError)) console.error(`\n${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = error instanceof CommandError ? error.exitCode : 1;
  }
}

// --- internal ---

function untilClosed(child) {
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 1)));
  });
}

/** While the child runs, signals are its to answer: this process waits for it to clean up and ends as it did. */
async function passSignals(child, wait) {
  // Ctrl-C reaches the child without our help: both are in the terminal's process group.
  const handlers = { SIGINT: () => {}, SIGTERM: () => child.kill('SIGTERM'), SIGHUP: () => child.kill('SIGHUP') };
  for (const [signal, handler] of Object.entries(handlers)) process.on(signal, handler);
  try {
    return await wait();
  } finally {
    for (const [signal, handler] of Object.entries(handlers)) process.off(signal, handler);
  }
}
