import type { TfnClient } from '@tfn/client';
import { resolveConfig } from '../config/resolve-config.ts';
import type { ResolvedConfig } from '../config/resolve-config.ts';
import { cliError } from '../errors.ts';
import { toTable } from '../output/table.ts';
import { discoverFiles } from '../project/load/discover-files.ts';
import { loadFunctions } from '../project/load/load-functions.ts';
import { projectPackages } from '../project/load-package.ts';
import { openClient } from '../temporal/open-client.ts';
import { syncProjectSchedules } from '../run/schedules.ts';
import type { CommandOutput } from '../output/command-output.ts';
import type { CommandCall } from './command.ts';

/** Lists the schedules in Temporal; plans or syncs the project's; pauses, resumes or triggers one. */
export async function run({ args: [action = 'list', id], flags }: CommandCall): Promise<CommandOutput> {
  if (!ACTIONS.includes(action))
    throw cliError('TFN_CLI_USAGE', {
      problem: `'${action}' is not an action of tfn schedules. Use one of: ${ACTIONS.join(', ')}.`,
    });
  const needsId = ['pause', 'resume', 'trigger'].includes(action);
  if (needsId && id === undefined)
    throw cliError('TFN_CLI_USAGE', { problem: `tfn schedules ${action} needs the id of a schedule.` });
  const config = await resolveConfig(flags);
  const client = openClient(config, 'tfn schedules');
  try {
    // First, because its error explains in full why Temporal does not answer.
    for await (const _run of client.list()) break;
    return await perform(client, { action, id: id ?? '', note: flags['note'] as string | undefined, config });
  } finally {
    await client.close();
  }
}

// --- internal ---

const ACTIONS = ['list', 'plan', 'sync', 'pause', 'resume', 'trigger'];

interface Action {
  readonly action: string;
  readonly id: string;
  readonly note: string | undefined;
  readonly config: ResolvedConfig;
}

async function perform(client: TfnClient, { action, id, note, config }: Action): Promise<CommandOutput> {
  if (action === 'list') return list(client);
  if (action === 'plan' || action === 'sync') {
    await loadFunctions(config.root, discoverFiles(config.root, config.functions));
    const { root, taskQueue } = config;
    const dryRun = action === 'plan';
    const plan = await syncProjectSchedules(projectPackages(root), client, { root, taskQueue, dryRun });
    const rows = (['create', 'update', 'delete', 'keep'] as const).flatMap((what) =>
      plan[what].map((each) => [what, each, (plan.differences[each] ?? []).join(', ')]),
    );
    return { data: plan, text: rows.length === 0 ? 'No schedules.' : toTable(rows) };
  }
  const handle = client.temporal.schedule.getHandle(id);
  await handle.describe().catch(async (error: Error) => {
    if (error.name !== 'ScheduleNotFoundError') throw error;
    throw cliError(
      'TFN_CLI_SCHEDULE_UNKNOWN',
      { id, known: (await summaries(client)).map((schedule) => schedule.id) },
      error,
    );
  });
  if (action === 'pause') await handle.pause(note);
  if (action === 'resume') await handle.unpause(note);
  if (action === 'trigger') await handle.trigger();
  const done = { pause: 'Paused', resume: 'Resumed', trigger: 'Triggered' }[action];
  return { data: { id, action }, text: `${done} ${id}.` };
}

interface Schedule {
  readonly id: string;
  readonly workflow: string | undefined;
  readonly paused: boolean;
  readonly next: Date | undefined;
}

async function summaries(client: TfnClient): Promise<readonly Schedule[]> {
  const found: Schedule[] = [];
  for await (const { scheduleId, state, action, info } of client.temporal.schedule.list()) {
    const workflow = action?.type === 'startWorkflow' ? action.workflowType : undefined;
    found.push({ id: scheduleId, workflow, paused: state.paused, next: info?.nextActionTimes[0] });
  }
  return found;
}

async function list(client: TfnClient): Promise<CommandOutput> {
  const found = await summaries(client);
  const rows = found.map(({ id, workflow = '', paused, next }) => [
    id,
    workflow,
    paused ? 'paused' : 'active',
    next?.toISOString() ?? '-',
  ]);
  const text = found.length === 0 ? 'No schedules.' : toTable([['SCHEDULE', 'RUNS', 'STATE', 'NEXT'], ...rows]);
  return { data: found, text };
}
