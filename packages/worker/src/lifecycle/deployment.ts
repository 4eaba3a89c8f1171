import type { WorkerOptions as TemporalWorkerOptions } from '@temporalio/worker';
import type { WorkflowBundle } from '../bundle/index.ts';
import { workerError } from '../errors.ts';

/** Makes a worker one version of a Worker Deployment of Temporal's. Its build id is the hash of the workflows' bundle. */
export interface DeploymentOptions {
  /** The deployment's name: that of the application, for all of its versions. */
  name: string;
  /**
   * What happens to in-flight executions when another version takes over. 'pinned': each completes on the version that it started on, whose
   * workers must keep running until then. 'auto-upgrade': each continues on the new version, which must be able to replay it.
   */
  versioning: 'pinned' | 'auto-upgrade';
}

/** The build id of a bundle: enough of its hash to distinguish versions, short enough to be read. */
export function toBuildId({ hash }: Pick<WorkflowBundle, 'hash'>): string {
  return hash.slice(0, 16);
}

/** @throws {TfnError} TFN_WORKER_OPTIONS */
export function assertDeployment(options: {
  deployment?: DeploymentOptions | undefined;
  workerDeploymentOptions?: unknown;
}): void {
  const { deployment, workerDeploymentOptions } = options;
  if (deployment === undefined) return;
  const problem =
    workerDeploymentOptions !== undefined
      ? "'deployment' and 'workerDeploymentOptions' are two names for one thing: give one of them"
      : findProblem(deployment);
  if (problem !== undefined) throw workerError('TFN_WORKER_OPTIONS', { problem });
}

/** The options for Temporal's Worker. */
export function toDeploymentOptions(
  deployment: DeploymentOptions | undefined,
  bundle: WorkflowBundle,
): Pick<TemporalWorkerOptions, 'workerDeploymentOptions'> {
  if (deployment === undefined) return {};
  return {
    workerDeploymentOptions: {
      useWorkerVersioning: true,
      version: { deploymentName: deployment.name, buildId: toBuildId(bundle) },
      defaultVersioningBehavior: BEHAVIORS[deployment.versioning],
    },
  };
}

// --- internal ---

const BEHAVIORS = { pinned: 'PINNED', 'auto-upgrade': 'AUTO_UPGRADE' } as const;

function findProblem({ name, versioning }: DeploymentOptions): string | undefined {
  // Temporal separates a deployment's name from its build id with one of these.
  if (typeof name !== 'string' || !/^[^.:\s]+$/.test(name))
    return `deployment.name: '${name}' is not a name without spaces, '.' and ':'`;
  if (!Object.hasOwn(BEHAVIORS, versioning))
    return `deployment.versioning: '${versioning}' is neither 'pinned' nor 'auto-upgrade'`;
  return undefined;
}
