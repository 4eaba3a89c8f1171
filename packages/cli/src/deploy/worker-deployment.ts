/** All that is used of Temporal's Worker Deployment API, which is young: a deployment of workers, and its versions. */
import { setTimeout as pause } from 'node:timers/promises';
import type { TfnClient } from '@tfn/client';

/** A deployment as Temporal knows it. */
export interface DeploymentStatus {
  readonly name: string;
  /** The build that new executions go to; undefined: workers without a version. */
  readonly current: string | undefined;
  /** The build that some of the new executions go to. */
  readonly ramp: { readonly buildId: string; readonly percent: number } | undefined;
  /** The newest first. */
  readonly versions: readonly DeploymentVersion[];
}

export interface DeploymentVersion {
  readonly buildId: string;
  /** 'retired': it gets no new executions, once did, and may still have some. 'new': it never got any. */
  readonly state: 'current' | 'ramping' | 'retired' | 'new';
  readonly createdAt: Date;
  /** When executions were last sent to it, or ceased to be. */
  readonly routedAt: Date | undefined;
  /** Its executions that run. */
  readonly running: number;
}

/** One deployment. */
export interface WorkerDeployment {
  /** Undefined until a worker of it has polled. */
  read(): Promise<DeploymentStatus | undefined>;
  setCurrent(buildId: string): Promise<void>;
  /** Undefined ends the ramp. Like `setCurrent` it resolves when all of Temporal knows. */
  setRamp(ramp: { buildId: string; percent: number } | undefined): Promise<void>;
  /** How many executions that run are pinned to a build, or ran on it last. */
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
  /** The routing is that of the deployment first, and of the partitions of its task queues a little later. */
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

/** The build that was current before, when there was one: of those that once got executions the last to lose them. */
export function previousBuild({ versions }: DeploymentStatus): string | undefined {
  return versions
    .filter(({ state }) => state === 'retired')
    .sort((a, b) => (b.routedAt?.getTime() ?? 0) - (a.routedAt?.getTime() ?? 0))[0]?.buildId;
}

// --- internal ---

const GRPC_NOT_FOUND = 5;
const ROUTING_IN_PROGRESS = 1;

/** How long the routing has to be known everywhere, and how often it is looked at, in milliseconds. */
const ROUTING_TIME = 30_000;
const ROUTING_PAUSE = 50;

/** Seconds may be a Long, which counts as a number. */
function toDate(time: { seconds?: unknown; nanos?: number | null } | null | undefined): Date | undefined {
  return time ? new Date(Number(time.seconds ?? 0) * 1000 + (time.nanos ?? 0) / 1e6) : undefined;
}
