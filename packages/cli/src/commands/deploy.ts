import { existsSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { join, resolve } from 'node:path';
import { toMilliseconds } from '@tfn/core';
import type { Duration } from '@tfn/core';
import type * as workerPackage from '@tfn/worker';
import { MANIFEST_FILE, readManifest } from '../build/manifest.ts';
import { resolveConfig } from '../config/resolve-config.ts';
import type { ResolvedConfig } from '../config/resolve-config.ts';
import { openDeployment, previousBuild } from '../deploy/worker-deployment.ts';
import type { DeploymentStatus, WorkerDeployment } from '../deploy/worker-deployment.ts';
import { cliError } from '../errors.ts';
import { toTable } from '../output/table.ts';
import { projectPackages } from '../project/load-package.ts';
import { openClient } from '../temporal/open-client.ts';
import type { CommandOutput } from '../output/command-output.ts';
import type { CommandCall } from './command.ts';

/** Shows the versions of the project's Worker Deployment, and sets which of them get executions. */
export async function run({ args: [action = 'status', ...given], flags }: CommandCall): Promise<CommandOutput> {
  const act = actions[action];
  if (act === undefined)
    throw usage(`'${action}' is not an action of tfn deploy. Use one of: ${Object.keys(actions).join(', ')}.`);
  const config = await resolveConfig(flags);
  const { name } = config.deployment;
  if (name === undefined)
    throw usage("The project names no deployment. Give --deployment <name>, or set 'deployment' in tfn.config.ts.");
  const client = openClient(config, 'tfn deploy');
  try {
    const deployment = openDeployment(client, name);
    const built = action === 'promote' || action === 'ramp' ? builtVersion(config) : undefined;
    const status = await readStatus(deployment, { name, built });
    return await act({ deployment, status, config, given, flags });
  } catch (error) {
    const { code, details } = error as { code?: unknown; details?: unknown };
    if (code !== GRPC_FAILED_PRECONDITION) throw error;
    throw cliError('TFN_CLI_DEPLOY_REFUSED', { action, deployment: name, reason: String(details) }, error);
  } finally {
    await client.close();
  }
}

// --- internal ---

interface Action {
  readonly deployment: WorkerDeployment;
  readonly status: DeploymentStatus;
  readonly config: ResolvedConfig;
  readonly given: readonly (string | undefined)[];
  readonly flags: CommandCall['flags'];
}

const actions: Readonly<Record<string, (action: Action) => Promise<CommandOutput>>> = {
  status: async ({ status }) => show(status),

  async promote(action) {
    const buildId = chooseBuild(action, action.given[0]);
    await action.deployment.setCurrent(buildId);
    return changed(action, `New executions go to build ${buildId}.`);
  },

  async ramp(action) {
    const [text, build] = action.given;
    const percent = Number(text);
    if (text === undefined || !(percent >= 0 && percent <= 100))
      throw usage('tfn deploy ramp needs a percentage from 0 to 100, such as: tfn deploy ramp 10');
    if (percent === 0) {
      await action.deployment.setRamp(undefined);
      return changed(action, 'New executions go to the current build only.');
    }
    const buildId = chooseBuild(action, build);
    await action.deployment.setRamp({ buildId, percent });
    return changed(action, `${percent} % of the new executions go to build ${buildId}.`);
  },

  async rollback(action) {
    const { status, deployment } = action;
    if (status.ramp !== undefined) {
      await deployment.setRamp(undefined);
      return changed(action, `Build ${status.ramp.buildId} no longer gets new executions.`);
    }
    const { name, current } = status;
    const buildId = previousBuild(status);
    if (buildId === undefined) throw cliError('TFN_CLI_ROLLBACK_IMPOSSIBLE', { deployment: name, current });
    await deployment.setCurrent(buildId);
    const rest =
      current === undefined
        ? '.'
        : `, and no longer to ${current}. Keep the workers of ${current} until 'tfn deploy drain' reports that no execution runs on it.`;
    return changed(action, `New executions go to build ${buildId} again${rest}`);
  },

  async drain({ deployment, status, given: [build], flags }) {
    const limit = flags['timeout'] === undefined ? Infinity : toMilliseconds(flags['timeout'] as Duration, '--timeout');
    const retired = status.versions.filter(({ state }) => state === 'retired').map(({ buildId }) => buildId);
    const builds = build === undefined ? retired : [knownBuild(status, build)];
    const deadline = Date.now() + limit;
    let left = await countAll(deployment, builds);
    while (left.some(({ running }) => running > 0) && Date.now() < deadline) {
      await pause(Math.min(DRAIN_PAUSE, Math.max(deadline - Date.now(), 0)));
      left = await countAll(deployment, builds);
    }
    const busy = left.filter(({ running }) => running > 0);
    const text =
      busy.length === 0
        ? `No execution runs on ${builds.length === 0 ? 'an old build' : builds.join(', ')}: its workers can be stopped.`
        : busy.map(({ buildId, running }) => `${running} executions still run on ${buildId}.`).join('\n');
    return { data: left, text, exitCode: busy.length === 0 ? 0 : 1 };
  },
};

/** Milliseconds between checks while draining. */
const DRAIN_PAUSE = 1000;

function usage(problem: string): Error {
  return cliError('TFN_CLI_USAGE', { problem });
}

function countAll(
  deployment: WorkerDeployment,
  builds: readonly string[],
): Promise<readonly { buildId: string; running: number }[]> {
  return Promise.all(builds.map(async (buildId) => ({ buildId, running: await deployment.countRunning(buildId) })));
}

/** The given build, else the one in the build's folder. */
function chooseBuild({ status, config }: Action, given: string | undefined): string {
  return knownBuild(status, given ?? builtVersion(config) ?? readManifest(outDirOf(config)).buildId);
}

/** The version in the build's folder, if any. */
function builtVersion(config: ResolvedConfig): string | undefined {
  const outDir = outDirOf(config);
  if (!existsSync(join(outDir, MANIFEST_FILE))) return undefined;
  const { toBuildId } = projectPackages(config.root).load<typeof workerPackage>('@tfn/worker', 'tfn deploy');
  return toBuildId({ hash: readManifest(outDir).buildId });
}

function outDirOf({ root, build }: ResolvedConfig): string {
  return resolve(root, build.outDir);
}

/** Reads the deployment. Waits for a version that may have just started, which appears with its first poll. */
async function readStatus(
  deployment: WorkerDeployment,
  { name, built }: { name: string; built: string | undefined },
): Promise<DeploymentStatus> {
  const deadline = Date.now() + APPEARANCE_TIME;
  for (;;) {
    const status = await deployment.read();
    const isThere = built === undefined || status?.versions.some(({ buildId }) => buildId === built) === true;
    if (status !== undefined && (isThere || Date.now() >= deadline)) return status;
    if (status === undefined && (built === undefined || Date.now() >= deadline))
      throw cliError('TFN_CLI_DEPLOYMENT_UNKNOWN', { name });
    await pause(APPEARANCE_PAUSE);
  }
}

/** How long a version may take to appear, and the interval between checks, in milliseconds. */
const APPEARANCE_TIME = 30_000;
const APPEARANCE_PAUSE = 250;

const GRPC_FAILED_PRECONDITION = 9;

/** Completes an abbreviated build id. */
function knownBuild({ name, versions }: DeploymentStatus, given: string): string {
  const known = versions.map(({ buildId }) => buildId);
  const found = known.includes(given) ? [given] : known.filter((buildId) => buildId.startsWith(given));
  const [buildId] = found;
  if (buildId !== undefined && found.length === 1) return buildId;
  throw cliError('TFN_CLI_BUILD_UNKNOWN', { deployment: name, buildId: given, known });
}

async function changed({ deployment }: Action, text: string): Promise<CommandOutput> {
  return { data: await deployment.read(), text };
}

function show(status: DeploymentStatus): CommandOutput {
  const { name, ramp, versions } = status;
  const rows = versions.map(({ buildId, state, running, createdAt }) => [
    buildId,
    state === 'ramping' ? `ramping ${ramp?.percent} %` : state,
    String(running),
    createdAt.toISOString().replace('T', ' ').slice(0, 19),
  ]);
  const table = toTable([['BUILD', 'STATE', 'RUNNING', 'SINCE'], ...rows]);
  return { data: status, text: `deployment ${name}\n\n${table}` };
}
