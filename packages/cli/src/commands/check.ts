import type * as temporalWorker from '@temporalio/worker';
import type { TfnClient } from '@tfn/client';
import type * as workerPackage from '@tfn/worker';
import type { ReplayInput, ReplayOptions } from '@tfn/worker';
import { resolveConfig } from '../config/resolve-config.ts';
import type { ResolvedConfig } from '../config/resolve-config.ts';
import { reportCheck } from '../deploy/check-report.ts';
import type { BrokenExecution } from '../deploy/check-report.ts';
import { findExecutions, findOrphans } from '../deploy/find-executions.ts';
import type { FindOptions, FoundExecution } from '../deploy/find-executions.ts';
import { cliError } from '../errors.ts';
import { readDefinitions } from '../project/definitions.ts';
import { discoverFiles } from '../project/load/discover-files.ts';
import { loadFunctions } from '../project/load/load-functions.ts';
import { projectPackages } from '../project/load-package.ts';
import { openClient } from '../temporal/open-client.ts';
import { payloadCodecOf } from '../temporal/payload-codec.ts';
import { bundleSources } from '../run/project-bundle.ts';
import { loadWorkerPackages } from '../run/worker-packages.ts';
import type { CommandOutput } from '../output/command-output.ts';
import type { CommandCall } from './command.ts';

/** Replays executions against the current workflows; exit code 1 when one of them could not continue. Warns of races that lose a message. */
export async function run({ flags }: CommandCall): Promise<CommandOutput> {
  const limit = Number(flags['limit'] ?? 50);
  if (!(Number.isInteger(limit) && limit > 0))
    throw cliError('TFN_CLI_USAGE', { problem: '--limit must be a whole number above 0.' });
  const config = await resolveConfig(flags);
  const { root, deployment } = config;
  const { tfn, temporal } = loadWorkerPackages(projectPackages(root), 'tfn check');
  silence(temporal);
  await loadFunctions(root, discoverFiles(root, config.functions));
  const { workflows, files } = bundleSources(root);
  const payloadCodec = payloadCodecOf(config);
  const client = openClient(config, 'tfn check');
  try {
    const options: FindOptions = {
      workflowTypes: workflows.map(({ name }) => name),
      taskQueues: taskQueuesOf(config),
      limit,
      withPinned: deployment.name === undefined || deployment.versioning === 'auto-upgrade',
    };
    const executions = await findExecutions(client, options);
    const orphans = await findOrphans(client, options);
    const warnings: string[] = [];
    const broken = await replay(tfn, {
      client,
      executions,
      options: {
        ...{ workflows, files, cwd: root },
        dataConverter: { payloadCodecs: payloadCodec ? [payloadCodec] : [] },
        onRaceWarning: (warning) => void warnings.push(warning),
      },
    });
    const checked = executions.length + orphans.length;
    return reportCheck([...broken, ...orphans.map((orphan) => ({ ...orphan, problem: ORPHANED }))], {
      root,
      checked,
      warnings,
    });
  } finally {
    await client.close();
    await temporal.Runtime.instance().shutdown();
  }
}

// --- internal ---

/** The report contains the problems. */
function silence({ Runtime, DefaultLogger, makeTelemetryFilterString }: typeof temporalWorker): void {
  Runtime.install({
    logger: new DefaultLogger('ERROR', () => undefined),
    telemetryOptions: { logging: { forward: {}, filter: makeTelemetryFilterString({ core: 'ERROR' }) } },
  });
}

const ORPHANED = { message: 'the project no longer has a workflow of this name' };

function taskQueuesOf(config: ResolvedConfig): readonly string[] {
  return [...new Set([config.taskQueue, ...readDefinitions(config).workflows.map(({ taskQueue }) => taskQueue)])];
}

interface Replay {
  readonly client: TfnClient;
  readonly executions: readonly FoundExecution[];
  readonly options: ReplayOptions;
}

async function replay(
  { checkReplay }: typeof workerPackage,
  { client, executions, options }: Replay,
): Promise<readonly BrokenExecution[]> {
  const byId = new Map(executions.map((execution) => [execution.workflowId, execution]));
  const histories = async function* (): AsyncIterable<ReplayInput> {
    for (const { workflowId, runId } of executions)
      yield { workflowId, history: await client.temporal.workflow.getHandle(workflowId, runId).fetchHistory() };
  };
  const broken: BrokenExecution[] = [];
  for await (const { workflowId, problem } of checkReplay(options, histories())) {
    const execution = byId.get(workflowId);
    if (problem !== undefined && execution !== undefined) broken.push({ ...execution, problem });
  }
  return broken;
}
