import type { WorkflowBundle } from '@tfn/worker';
import type { ResolvedConfig } from '../../config/resolve-config.ts';
import type { ProjectDefinitions } from '../../project/definitions.ts';
import type { BundleSources } from '../../run/project-bundle.ts';

/** What `tfn dev` tells a runner process. A 'connection' comes with a socket. */
export type ToRunner =
  | {
      readonly type: 'prepare';
      readonly config: ResolvedConfig;
      readonly temporal: DialedTemporal;
    }
  | { readonly type: 'warm-up'; readonly packages: readonly string[] }
  | { readonly type: 'run'; readonly replayUnless: string | undefined }
  /** Of the sources that the runner told; undefined when it must bundle for itself. */
  | { readonly type: 'bundled'; readonly bundle: WorkflowBundle | undefined }
  | { readonly type: 'connection'; readonly to: GateName }
  | { readonly type: 'invoke'; readonly name: string; readonly input: unknown }
  /** Lets a debugger attach, from when the version is live until it drains. */
  | { readonly type: 'inspect'; readonly at: InspectAt }
  | { readonly type: 'drain' }
  | { readonly type: 'quit' };

/** The ports that `tfn dev` keeps open whichever process answers: that of `tfn.http`, and `telemetry.address`. */
export type GateName = 'http' | 'telemetry';

/** What a runner process tells `tfn dev`. */
export type FromRunner =
  | { readonly type: 'prepared' }
  /** The user's modules, so that all of them are watched, also when they fail to load; and the packages that they import. */
  | { readonly type: 'loaded'; readonly modules: readonly string[]; readonly packages: readonly string[] }
  /** What to bundle now; the runner waits for it. */
  | { readonly type: 'sources'; readonly sources: BundleSources }
  | { readonly type: 'ready'; readonly live: LiveProject }
  | { readonly type: 'failed'; readonly message: string; readonly code: string | undefined }
  | { readonly type: 'invoked'; readonly text: string }
  | { readonly type: 'draining' }
  | { readonly type: 'schedules-failed'; readonly message: string }
  | { readonly type: 'broken-run'; readonly run: BrokenRun };

/** The answer of the bundling process to the sources it gets. */
export interface BundlerAnswer {
  readonly bundle: WorkflowBundle | undefined;
}

/** The Temporal that a runner connects to. */
export interface DialedTemporal {
  readonly address: string;
  readonly namespace: string;
}

/** Where a debugger may attach. */
export interface InspectAt {
  readonly host: string;
  readonly port: number;
}

/** What a runner that is ready runs. */
export interface LiveProject {
  readonly definitions: ProjectDefinitions;
  readonly taskQueues: readonly string[];
  /** Of the workflows' bundle. */
  readonly hash: string;
  readonly http: boolean;
  readonly nextRuns: readonly NextRun[];
  /** Whether Temporal completes the polls of a version that stops, so that a reload loses no task. */
  readonly completesPolls: boolean;
}

export interface NextRun {
  readonly label: string;
  readonly target: string;
  /** ISO 8601. */
  readonly at: string;
}

/** An execution that the code as it is now cannot continue. */
export interface BrokenRun {
  readonly workflowId: string;
  readonly workflowType: string;
  readonly problem: string;
}
