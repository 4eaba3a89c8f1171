import { readThrown } from '@tfn/core/internal';
import { setTimeout, clearTimeout } from 'node:timers';
import type { Engine, Execution } from '../engines/engine.ts';
import { testingError } from '../errors.ts';
import { section } from '../history/section.ts';
import type { WorkflowHistory } from '../history/workflow-history.ts';

/** Watches a wait for a workflow's end. */
export type Watch = <TResult>(
  wait: () => Promise<TResult>,
  about: { execution: Execution; timeout: number | undefined },
) => Promise<TResult>;

/** Without a timeout, a report says after this many real milliseconds what the wait is for: just before the runners' usual 5 s. */
const REPORT_AFTER_MS = 4500;

/**
 * Makes the function that waits. With a timeout the wait rejects when that has passed. Without one it continues, and reports once why
 * it takes so long.
 */
export function createWatch(engine: Engine, print: (report: string) => void): Watch {
  const report = async (execution: Execution): Promise<string> => {
    try {
      const [pending, history] = await Promise.all([engine.pending(execution), engine.history(execution)]);
      const waits = [...pending, ...timersOf(history)];
      return [
        section(
          'It waits for',
          waits.length > 0 ? waits : ['what is sent to it: no function, timer or child is pending'],
        ),
        section('History', history.lines),
      ].join('\n');
    } catch (error) {
      return `What it waits for is not known: ${readThrown(error).message}`;
    }
  };
  return async (wait, { execution, timeout }) => {
    const what = `The workflow '${execution.workflowId}'`;
    let timer: NodeJS.Timeout | undefined;
    const passed = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        void report(execution).then((text) => {
          if (timeout === undefined) print(`${what} has not ended yet.\n${text}`);
          else reject(testingError('TFN_TEST_TIMEOUT', { what, seconds: timeout / 1000, report: text }));
        });
      }, timeout ?? REPORT_AFTER_MS);
      if (timeout === undefined) timer.unref();
    });
    try {
      return await Promise.race([wait(), passed]);
    } finally {
      clearTimeout(timer);
    }
  };
}

// --- internal ---

/** The timers that have not fired, as 'timer 30d'. */
function timersOf({ lines }: WorkflowHistory): string[] {
  return lines.flatMap((line) => {
    const [, duration] = /^sleep (.+) \(pending\)$/.exec(line) ?? [];
    return duration === undefined ? [] : [`timer ${duration}`];
  });
}
