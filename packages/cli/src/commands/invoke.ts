import { readFileSync } from 'node:fs';
import { registry } from '@tfn/core';
import type { AnyFunctionDef, AnyWorkflowDef, Duration } from '@tfn/core';
import { definedOnly, nearestName } from '@tfn/core/internal';
import { resolveConfig } from '../config/resolve-config.ts';
import { cliError } from '../errors.ts';
import { discoverFiles } from '../project/load/discover-files.ts';
import { loadFunctions } from '../project/load/load-functions.ts';
import { openClient } from '../temporal/open-client.ts';
import type { CommandOutput } from '../output/command-output.ts';
import type { CommandCall } from './command.ts';

/** Runs a workflow or function of the project; validates the input against its schema. */
export async function run({ args: [name = ''], flags }: CommandCall): Promise<CommandOutput> {
  const input = readInput(flags['input'] as string | undefined);
  const config = await resolveConfig(flags);
  await loadFunctions(config.root, discoverFiles(config.root, config.functions));
  const target = findTarget(name);
  const client = openClient(config, 'tfn invoke');
  const workflowId = flags['workflowId'] as string | undefined;
  try {
    const handle = await client.start(target, input, definedOnly({ workflowId }));
    const { runId } = handle;
    const started = { workflowId: handle.workflowId, runId };
    if (flags['async'] === true) return { data: started, text: `${name} started as ${handle.workflowId}` };
    const timeout = flags['timeout'] as Duration | undefined;
    const result = await handle.result(definedOnly({ timeout }));
    return { data: { ...started, result }, text: result === undefined ? '' : JSON.stringify(result, undefined, 2) };
  } finally {
    await client.close();
  }
}

/**
 * Parses --input: JSON, or a file that contains it.
 * @throws {TfnError} TFN_CLI_INPUT_INVALID
 */
function readInput(given: string | undefined): unknown {
  if (given === undefined) return undefined;
  try {
    const json = given.startsWith('@') ? readFileSync(given === '@-' ? 0 : given.slice(1), 'utf8') : given;
    return JSON.parse(json) as unknown;
  } catch (error) {
    throw cliError('TFN_CLI_INPUT_INVALID', { given, problem: (error as Error).message }, error);
  }
}

// --- internal ---

function findTarget(name: string): AnyFunctionDef | AnyWorkflowDef {
  const target = registry.workflows.get(name) ?? registry.functions.get(name);
  if (target !== undefined) return target;
  const known = [...registry.workflows.keys(), ...registry.functions.keys()];
  throw cliError('TFN_CLI_TARGET_UNKNOWN', { name, known, nearest: nearestName(name, known) });
}
