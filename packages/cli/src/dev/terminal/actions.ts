import { nearestName } from '@tfn/core/internal';
import { spawn } from 'node:child_process';
import type { Reloader } from '../reload/reloader.ts';
import { say } from './say.ts';

/** Starts a function or workflow of the live version, from a line with its name and its input as JSON. */
export function invokeLine(reloader: Reloader, line: string): void {
  const [, name = '', json = ''] = /^(\S+)\s*(.*)$/s.exec(line) ?? [];
  const { functions = [], workflows = [] } = reloader.live?.definitions ?? {};
  const known = [...workflows, ...functions].map((def) => def.name);
  if (!known.includes(name)) {
    const nearest = nearestName(name, known);
    return say(
      `There is no function or workflow '${name}'.${nearest === undefined ? '' : ` Did you mean '${nearest}'?`}`,
    );
  }
  try {
    reloader.invoke(name, json === '' ? undefined : JSON.parse(json));
  } catch (error) {
    say(`The input is not valid JSON: ${(error as Error).message}`);
  }
}

/** Opens a page in the user's browser. */
export function openInBrowser(url: string | undefined): void {
  if (url === undefined) return say('There is no Web UI to open.');
  const commands: Partial<Record<NodeJS.Platform, string>> = { darwin: 'open', win32: 'explorer' };
  const child = spawn(commands[process.platform] ?? 'xdg-open', [url], { stdio: 'ignore', detached: true });
  child.on('error', () => say(`Open ${url}`)).unref();
}
