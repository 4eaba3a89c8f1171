import type { WorkflowBundle } from '@tfn/worker';
import type { ResolvedConfig } from '../../config/resolve-config.ts';
import type { ProjectDefinitions } from '../../project/definitions.ts';
import type { BundleSources } from '../../run/project-bundle.ts';

/** Messages from `tfn dev` to a runner process. A 'connection' comes with a socket. */
export type ToRunner =
  | {
      readonly type: 'prepare';
      readonly config: ResolvedConfig;
      readonly temporal: DialedTemporal;
    }
  | { readonly type: 'warm-up'; readonly packages: readonly string[] }
  | { readonly type: 'run'; readonly replayUnless: string | undefined }
  /** The bundle of the sources that the runner sent; undefined when the runner must bundle itself. */
  | { readonly type: 'bundled'; readonly bundle: WorkflowBundle | undefined }
  | { readonly type: 'connection'; readonly to: GateName }
  | { readonly type: 'invoke'; readonly name: string; readonly input: unknown }
  /** Lets a debugger attach while the version is live. */
  | { readonly type: 'inspect'; readonly at: InspectAt }
  | { readonly type: 'drain' }
  | { readonly type: 'quit' };

/** The ports that `tfn dev` keeps open across versions: that of `tfn.http`, and `telemetry.address`. */
export type GateName = 'http' | 'telemetry';

/** Messages from a runner process to `tfn dev`. */
export type FromRunner =
  | { readonly type: 'prepared' }
  /** The user's modules, to watch them even if they fail to load; and the packages that they import. */
  | { readonly type: 'loaded'; readonly modules: readonly string[]; readonly packages: readonly string[] }
  /** What to bundle; the runner waits for the result. */
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

/** What a ready runner runs. */
export interface LiveProject {
  readonly definitions: ProjectDefinitions;
  readonly taskQueues: readonly string[];
  /** The hash of the workflow bundle. */
  readonly hash: string;
  readonly http: boolean;
  readonly nextRuns: readonly NextRun[];
  /** Whether Temporal completes the polls of a version that stops, so that a reload loses no task. */
  readonly completesPolls: boolean;
  /** What the OpenAPI document cannot describe. */
  readonly routeWarnings: readonly string[];
}

export interface NextRun {
  readonly label: string;
  readonly target: string;
  /** ISO 8601. */
  readonly at: string;
}

/** An execution that the current code cannot continue. */
export interface BrokenRun {
  readonly workflowId: string;
  readonly workflowType: string;
  readonly problem: string;
}
