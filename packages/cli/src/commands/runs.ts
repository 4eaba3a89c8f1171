import { readThrown } from '@tfn/core/internal';
import type { WorkflowSummary } from '@tfn/core';
import type { TfnClient } from '@tfn/client';
import { resolveConfig } from '../config/resolve-config.ts';
import { cliError } from '../errors.ts';
import { styleOf } from '../output/style.ts';
import { toTable } from '../output/table.ts';
import { openClient } from '../temporal/open-client.ts';
import type { CommandOutput } from '../output/command-output.ts';
import type { CommandCall } from './command.ts';

/** Lists executions, or shows, cancels or terminates one. */
export async function run({ args: [action = 'list', workflowId], flags }: CommandCall): Promise<CommandOutput> {
  if (!ACTIONS.includes(action))
    throw usage(`'${action}' is not an action of tfn runs. Use one of: ${ACTIONS.join(', ')}.`);
  if (action !== 'list' && workflowId === undefined) throw usage(`tfn runs ${action} needs the id of a workflow.`);
  const client = openClient(await resolveConfig(flags), 'tfn runs');
  try {
    if (workflowId === undefined) return await list(client, flags);
    return await actOn(client, workflowId, { action, reason: flags['reason'] as string | undefined });
  } finally {
    await client.close();
  }
}

// --- internal ---

const ACTIONS = ['list', 'show', 'cancel', 'terminate'];

function usage(problem: string): Error {
  return cliError('TFN_CLI_USAGE', { problem });
}

async function list(client: TfnClient, flags: CommandCall['flags']): Promise<CommandOutput> {
  const limit = Number(flags['limit'] ?? 20);
  if (!(Number.isInteger(limit) && limit > 0)) throw usage(`--limit must be a whole number above 0.`);
  const found: WorkflowSummary[] = [];
  for await (const summary of client.list(flags['query'] as string | undefined)) {
    found.push(summary);
    if (found.length === limit) break;
  }
  const rows = found.map((run) => [run.status, run.workflowType, run.workflowId, toTime(run.startTime), toLasted(run)]);
  const table = toTable([['STATUS', 'WORKFLOW', 'ID', 'STARTED', 'TOOK'], ...rows]);
  return { data: found, text: found.length === 0 ? 'No executions.' : colourStatus(table) };
}

async function actOn(
  client: TfnClient,
  workflowId: string,
  { action, reason }: { action: string; reason: string | undefined },
): Promise<CommandOutput> {
  if (action === 'cancel') await client.cancel(workflowId);
  if (action === 'terminate') await client.terminate(workflowId, reason);
  if (action !== 'show')
    return {
      data: { workflowId, action },
      text: action === 'cancel' ? `Asked ${workflowId} to cancel.` : `Terminated ${workflowId}.`,
    };
  const handle = client.getHandle(workflowId);
  const description = await handle.describe();
  const outcome = description.status === 'running' ? {} : await outcomeOf(() => handle.result());
  const data = { ...description, ...outcome };
  const rows = Object.entries(data)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => [
      key,
      typeof value === 'string' ? value : value instanceof Date ? toTime(value) : JSON.stringify(value),
    ]);
  return { data, text: toTable(rows) };
}

async function outcomeOf(result: () => Promise<unknown>): Promise<{ result: unknown } | { error: string }> {
  try {
    return { result: await result() };
  } catch (error) {
    return { error: readThrown(error).message };
  }
}

function toTime(date: Date): string {
  return date.toISOString().replace('T', ' ').slice(0, 19);
}

function toLasted({ startTime, closeTime }: WorkflowSummary): string {
  if (closeTime === undefined) return '';
  const milliseconds = closeTime.getTime() - startTime.getTime();
  return milliseconds < 1000 ? `${milliseconds} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}

function colourStatus(table: string): string {
  const { bold, green, red, cyan } = styleOf(process.stdout);
  return table
    .replace(/^STATUS.*$/m, bold)
    .replaceAll(/^completed/gm, green)
    .replaceAll(/^running/gm, cyan)
    .replaceAll(/^(?:failed|terminated|timed-out)/gm, red);
}
