import type { Command, Failure, Job } from '../protocol.ts';
import { activateRun } from '../workflow/activate.ts';
import type { Activation, Player } from '../workflow/activate.ts';
import { takeLogs } from '../workflow/sdk-sandbox.ts';
import type { SandboxRun } from '../workflow/sdk-sandbox.ts';
import type { RecordedActivation } from '../workflow/workflow-run.ts';
import { describeCommand } from './describe-command.ts';

/** Replays a run from what was recorded. Returns the first step that differs, or undefined. */
export async function findDifference(
  records: readonly RecordedActivation[],
  twin: Player,
): Promise<string | undefined> {
  let step = 0;
  for (const { commands, activation } of toReplay(records)) {
    const again = await activateRun(twin, activation);
    if (again.error !== undefined) {
      const first = commands[0] === undefined ? 'it waited' : describeCommand(commands[0]);
      return differs(
        step + 1,
        first,
        `it threw: ${again.error instanceof Error ? again.error.message : 'something that is no Error'}`,
      );
    }
    const [mine, theirs] = [commands, again.commands].map((list) => list.filter(isStep)) as [Command[], Command[]];
    for (let at = 0; at < Math.max(mine.length, theirs.length); at++) {
      step += 1;
      const [first, second] = [mine[at], theirs[at]];
      if (first !== undefined && second !== undefined && normalise(first) === normalise(second)) continue;
      return differs(step, describeStep(first), describeStep(second));
    }
  }
  return undefined;
}

/** Brings a new run to where a run was after what was recorded. */
export async function replayTo(records: readonly RecordedActivation[], twin: Player): Promise<SandboxRun> {
  for (const { activation } of toReplay(records)) await activateRun(twin, activation);
  takeLogs(twin.run);
  return twin.run;
}

// --- internal ---

function toReplay(records: readonly RecordedActivation[]): { commands: readonly Command[]; activation: Activation }[] {
  const patches = records.flatMap(({ commands }) => commands.flatMap(toPatchJob));
  return records.map(({ activation, commands, flags }, index) => {
    const jobs = index === 0 ? [...patches, ...activation.jobs] : activation.jobs;
    return { commands, activation: { ...activation, jobs, flags, isReplaying: true } };
  });
}

/** Steps count from 1. */
function differs(step: number, first: string, second: string): string {
  return `At step ${step} it did: ${first}; run again with the same results: ${second}`;
}

function describeStep(command: Command | undefined): string {
  return command === undefined ? 'it waited' : describeCommand(command);
}

function toPatchJob({ setPatchMarker }: Command): Job[] {
  return setPatchMarker === undefined ? [] : [{ notifyHasPatch: { patchId: setPatchMarker.patchId } }];
}

/** Whether a command is a step of the workflow: replay knows no rejected updates. */
function isStep(command: Command): boolean {
  return command.updateResponse?.rejected === undefined;
}

/** A command as text that is equal for equal commands; stack traces may differ. */
function normalise(command: Command): string {
  return JSON.stringify(command, (key, value: unknown) => {
    if (key === 'stackTrace' || key === 'userMetadata' || key === 'eventGroupMarkers') return undefined;
    return key === 'failure' ? withoutStack(value as Failure) : value;
  });
}

/** An error that was made from a failure keeps that failure. */
function withoutStack(failure: Failure | undefined): unknown {
  return (
    failure && {
      message: failure.message,
      info: failure.applicationFailureInfo,
      cause: withoutStack(failure.cause ?? undefined),
    }
  );
}
