/**
 * The tasks of a run: what becomes of the workflow's commands, and when events reach it, as between a worker and Temporal's server.
 * I1: a task lasts until no local function runs: what the workflow commands meanwhile waits, so no timer of it begins, and no event
 *     reaches it except the ends of its local functions.
 * I2: a task that takes longer than 8 s is reported: then its commands take effect, and events are delivered.
 * I3: what the workflow cancels before it was sent never began.
 */
import { applyCommand, cancelledFunction } from './apply-command.ts';
import type { ChildCommand, Command, Failure, Job } from '../protocol.ts';
import { NAMESPACE } from '../run-spec.ts';
import type { MemoryServer } from '../memory-server.ts';
import type { WorkflowRun } from './workflow-run.ts';

export interface WorkflowTask {
  /** Whether anything can be delivered now. */
  isDue(): boolean;
  /** Takes the events that can be delivered now, in the order in which a worker delivers them. */
  take(): Job[];
  /** Carries out the workflow's commands, now or when the task ends; with the last ones nothing new begins. */
  answer(commands: readonly Command[], isLast: boolean): Promise<void>;
  /** Adds to the history when the task ends. */
  record(write: () => void): void;
  /** Resolves when the task has ended, or has been reported. */
  over(): Promise<void>;
  /** The run has ended. */
  close(): void;
}

/** What a task works on: the events that wait, and the function that delivers what is due. */
export interface TaskInput {
  readonly run: WorkflowRun;
  readonly jobs: Job[];
  readonly kick: () => void;
}

export function createWorkflowTask(server: MemoryServer, { run, jobs, kick }: TaskInput): WorkflowTask {
  const { timers, functions } = run.effects;
  let held: (Command | (() => void))[] = [];
  let isReported = false;
  let waiting: (() => void)[] = [];

  const isOpen = (): boolean =>
    !isReported && (jobs.some(isLocalEnd) || [...functions.values()].some((each) => each.isLocal));

  const wake = (): void => {
    for (const resolve of waiting.splice(0)) resolve();
  };

  const flush = async (isLast: boolean): Promise<void> => {
    const all = held;
    held = [];
    for (const each of all)
      if (typeof each === 'function') each();
      else await applyCommand(each, { server, run, isLast });
  };

  /** Takes out of the commands that wait the one that a cancellation is for. */
  const withdraw = (command: Command): boolean => {
    const index = held.findIndex((each) => typeof each !== 'function' && cancels(command, each));
    if (index < 0) return false;
    const [{ scheduleActivity: fn, startChildWorkflowExecution: child }] = held.splice(index, 1) as [Command];
    if (fn) run.push({ resolveActivity: { seq: fn.seq, result: cancelledFunction(fn) } });
    if (child)
      run.push({
        resolveChildWorkflowExecutionStart: { seq: child.seq, cancelled: { failure: cancelledChild(child) } },
      });
    return true;
  };

  const arm = (): void => {
    if (timers.has(TASK)) return;
    const report = async (): Promise<void> => {
      timers.delete(TASK);
      await flush(false);
      isReported = true;
      wake();
      kick();
    };
    timers.set(
      TASK,
      server.clock.after(REPORT_AFTER, () => void report()),
    );
  };

  return {
    isDue: () => (isOpen() ? jobs.some(isLocalEnd) : jobs.length > 0 || isReported),
    take() {
      const now = isOpen() ? jobs.filter(isLocalEnd) : [...jobs];
      isReported = false;
      if (isOpen()) arm();
      jobs.splice(0, jobs.length, ...jobs.filter((job) => !now.includes(job)));
      return inOrder(now);
    },
    async answer(commands, isLast) {
      for (const command of commands) {
        if (!isLast && isLocal(command)) await applyCommand(command, { server, run, isLast });
        else if (!withdraw(command)) held.push(command);
      }
      if (isLast || !isOpen()) {
        timers.get(TASK)?.();
        timers.delete(TASK);
        await flush(isLast);
        wake();
      } else arm();
    },
    record(write) {
      held.push(write);
    },
    async over() {
      if (isOpen()) await new Promise<void>((resolve) => waiting.push(resolve));
    },
    close: wake,
  };
}

/** Events in the order in which a worker delivers them. */
export function inOrder(jobs: readonly Job[]): Job[] {
  return [...jobs].sort((one, other) => rankOf(one) - rankOf(other));
}

// --- internal ---

/** The name of the timer among those of a run. */
const TASK = 'task';

/** Milliseconds: 80 % of Temporal's workflow task timeout, as the SDK reports tasks in which local functions run. */
const REPORT_AFTER = 8000;

function isLocal(command: Command): boolean {
  return Boolean(command.scheduleLocalActivity ?? command.requestCancelLocalActivity);
}

function isLocalEnd({ resolveActivity }: Job): boolean {
  return resolveActivity?.isLocal === true;
}

/** Signals and updates come before what else has happened, and ends of local functions after it. */
function rankOf(job: Job): number {
  if (job.initializeWorkflow) return 0;
  if (job.signalWorkflow ?? job.doUpdate) return 1;
  return isLocalEnd(job) ? 3 : 2;
}

function cancels(command: Command, begun: Command): boolean {
  if (command.cancelTimer) return begun.startTimer?.seq === command.cancelTimer.seq;
  if (command.requestCancelActivity) return begun.scheduleActivity?.seq === command.requestCancelActivity.seq;
  if (!command.cancelChildWorkflowExecution) return false;
  return begun.startChildWorkflowExecution?.seq === command.cancelChildWorkflowExecution.childWorkflowSeq;
}

function cancelledChild({ workflowId, workflowType }: ChildCommand): Failure {
  return {
    message: 'Child Workflow execution cancelled before scheduled',
    cause: { message: 'Workflow canceled', canceledFailureInfo: {} },
    childWorkflowExecutionFailureInfo: {
      namespace: NAMESPACE,
      workflowExecution: { workflowId },
      workflowType: { name: workflowType },
    },
  };
}
