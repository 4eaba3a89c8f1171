/** The only file that uses Temporal's Worker Deployment API, which may still change: a deployment of workers, and its versions. */
import { setTimeout as pause } from 'node:timers/promises';
import type { TfnClient } from '@tfn/client';

/** A deployment as Temporal describes it. */
export interface DeploymentStatus {
  readonly name: string;
  /** The build that new executions start on; undefined for workers without a version. */
  readonly current: string | undefined;
  /** The build that a percentage of the new executions start on. */
  readonly ramp: { readonly buildId: string; readonly percent: number } | undefined;
  /** Newest first. */
  readonly versions: readonly DeploymentVersion[];
}

export interface DeploymentVersion {
  readonly buildId: string;
  /** 'retired': it no longer gets new executions, and may still run some. 'new': it never got any. */
  readonly state: 'current' | 'ramping' | 'retired' | 'new';
  readonly createdAt: Date;
  /** When routing to it last started or stopped. */
  readonly routedAt: Date | undefined;
  /** Its running executions. */
  readonly running: number;
}

/** One deployment. */
export interface WorkerDeployment {
  /** Undefined until one of its workers has polled. */
  read(): Promise<DeploymentStatus | undefined>;
  setCurrent(buildId: string): Promise<void>;
  /** Undefined ends the ramp. Like `setCurrent`, it resolves when the routing has reached all of Temporal. */
  setRamp(ramp: { buildId: string; percent: number } | undefined): Promise<void>;
  /** The number of running executions that are pinned to a build, or last ran on it. */
  countRunning(buildId: string): Promise<number>;
}

/** Opens the deployment of this name. */
export function openDeployment({ temporal }: TfnClient, name: string): WorkerDeployment {
  const { namespace, identity } = temporal.options;
  const service = temporal.workflowService;
  const change = { namespace, deploymentName: name, identity };
  const countRunning = async (buildId: string): Promise<number> => {
    const version = JSON.stringify(`${name}:${buildId}`);
    const query = `ExecutionStatus = 'Running' AND TemporalWorkerDeploymentVersion = ${version}`;
    return (await temporal.workflow.count(query)).count;
  };
  /** A change of the routing reaches the deployment first, and the partitions of its task queues a little later. */
  const routed = async (): Promise<void> => {
    for (const deadline = Date.now() + ROUTING_TIME; Date.now() < deadline; await pause(ROUTING_PAUSE)) {
      const { workerDeploymentInfo } = await service.describeWorkerDeployment({ namespace, deploymentName: name });
      if (workerDeploymentInfo?.routingConfigUpdateState !== ROUTING_IN_PROGRESS) return;
    }
  };
  return {
    async read() {
      const info = await service.describeWorkerDeployment({ namespace, deploymentName: name }).then(
        ({ workerDeploymentInfo }) => workerDeploymentInfo,
        (error: unknown) => {
          if ((error as { code?: unknown }).code === GRPC_NOT_FOUND) return undefined;
          throw error;
        },
      );
      if (!info) return undefined;
      const current = info.routingConfig?.currentDeploymentVersion?.buildId ?? undefined;
      const ramping = info.routingConfig?.rampingDeploymentVersion?.buildId;
      const versions = (info.versionSummaries ?? []).map(async (summary): Promise<DeploymentVersion> => {
        const buildId = summary.deploymentVersion?.buildId ?? '';
        const wasRouted = summary.firstActivationTime != null;
        return {
          buildId,
          state: buildId === current ? 'current' : buildId === ramping ? 'ramping' : wasRouted ? 'retired' : 'new',
          createdAt: toDate(summary.createTime) ?? new Date(0),
          routedAt: toDate(summary.routingUpdateTime),
          running: await countRunning(buildId),
        };
      });
      return {
        name,
        current,
        ramp: ramping ? { buildId: ramping, percent: info.routingConfig?.rampingVersionPercentage ?? 0 } : undefined,
        versions: (await Promise.all(versions)).sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime()),
      };
    },
    async setCurrent(buildId) {
      await service.setWorkerDeploymentCurrentVersion({ ...change, buildId });
      await routed();
    },
    async setRamp(ramp) {
      const { buildId, percent: percentage } = ramp ?? { buildId: '', percent: 0 };
      await service.setWorkerDeploymentRampingVersion({ ...change, buildId, percentage });
      await routed();
    },
    countRunning,
  };
}

/** The previous current build, if any: of the builds that once got executions, the last to lose them. */
export function previousBuild({ versions }: DeploymentStatus): string | undefined {
  return versions
    .filter(({ state }) => state === 'retired')
    .sort((a, b) => (b.routedAt?.getTime() ?? 0) - (a.routedAt?.getTime() ?? 0))[0]?.buildId;
}

// --- internal ---

const GRPC_NOT_FOUND = 5;
const ROUTING_IN_PROGRESS = 1;

/** How long a routing change may take to reach all of Temporal, and the interval between checks, in milliseconds. */
const ROUTING_TIME = 30_000;
const ROUTING_PAUSE = 50;

/** Seconds may be a Long, which converts to a number. */
function toDate(time: { seconds?: unknown; nanos?: number | null } | null | undefined): Date | undefined {
  return time ? new Date(Number(time.seconds ?? 0) * 1000 + (time.nanos ?? 0) / 1e6) : undefined;
}
