import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/** A child process that did not succeed. Its own output has already shown why. */
export class CommandError extends Error {
  constructor(command, exitCode) {
    super(`'${command}' ended with exit code ${exitCode}.`);
    this.exitCode = exitCode;
  }
}

/** Prepends a folder of programs to PATH for every command from now on. */
export function addToPath(directory) {
  process.env.PATH = directory + delimiter + (process.env.PATH ?? '');
}

/**
 * Runs a program at the repository's root on this terminal, and resolves when it exits. With `capture` it resolves to
 * the program's output. Uses a shell on Windows, where `npm` and the like are shell scripts.
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

/** Runs a script's main function; on an error, prints only the message and sets a failing exit code. */
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

/** While the child runs, it handles signals: this process waits for it to clean up and exits the same way. */
async function passSignals(child, wait) {
  // Ctrl-C reaches the child by itself: both processes are in the terminal's process group.
  const handlers = { SIGINT: () => {}, SIGTERM: () => child.kill('SIGTERM'), SIGHUP: () => child.kill('SIGHUP') };
  for (const [signal, handler] of Object.entries(handlers)) process.on(signal, handler);
  try {
    return await wait();
  } finally {
    for (const [signal, handler] of Object.entries(handlers)) process.off(signal, handler);
  }
}
