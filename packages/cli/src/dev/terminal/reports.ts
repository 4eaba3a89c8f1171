import type { FromRunner, LiveProject } from '../runner/messages.ts';
import type { DevTemporal } from '../temporal/dev-temporal.ts';
import { toBanner } from './banner.ts';
import { say, style } from './say.ts';

/** The addresses of Temporal and of the live version. */
export interface LiveAddresses {
  readonly temporal: Pick<DevTemporal, 'address' | 'uiUrl'>;
  readonly http: { readonly host: string; readonly port: number };
}

/** Creates the report of a version that became live: the banner if its content changed, else one line. */
export function createLiveReport({
  temporal: { address, uiUrl },
  http: { host, port },
}: LiveAddresses): (live: LiveProject, milliseconds: number) => void {
  let shown = '';
  let warned = false;
  let told: ReadonlySet<string> = new Set();
  return (live, milliseconds) => {
    const httpUrl = live.http ? `http://${host === '127.0.0.1' ? 'localhost' : host}:${port}` : undefined;
    const { functions, workflows, triggers } = live.definitions;
    const names = JSON.stringify([functions, workflows, triggers], (key, value: unknown) =>
      key === 'source' ? undefined : value,
    );
    if (names !== shown)
      console.log(
        `\n${toBanner({ address: address.replace('127.0.0.1', 'localhost'), uiUrl, httpUrl, live, keys: process.stdin.isTTY }, style)}\n`,
      );
    else say(style.green(`reloaded in ${Math.round(milliseconds)} ms`));
    shown = names;
    if (!warned && !live.completesPolls) say(`${style.yellow('warning')} ${LOSES_TASKS}`);
    warned = true;
    for (const warning of live.routeWarnings) if (!told.has(warning)) say(`${style.yellow('warning')} ${warning}`);
    told = new Set(live.routeWarnings);
  };
}

/** Reports a message of a running version. */
export function report(message: FromRunner): void {
  if (message.type === 'invoked') say(message.text);
  if (message.type === 'schedules-failed') say(style.yellow(`The schedules could not be updated: ${message.message}`));
  if (message.type !== 'broken-run') return;
  const { workflowId, workflowType, problem } = message.run;
  say(
    `${style.yellow('warning')} The execution '${workflowId}' of ${workflowType} cannot continue with the edited code:\n` +
      `  ${problem}\n` +
      `  Undo the edit, keep the old code path with ctx.patched('…'), or end the execution: tfn runs terminate ${workflowId}`,
  );
}

// --- internal ---

const LOSES_TASKS =
  'With this Temporal, a reload may delay an in-flight task until it times out (a workflow task: after 10 s).\n' +
  '  Temporal Server 1.32 with frontend.enableCancelWorkerPollsOnShutdown=true avoids that.';
