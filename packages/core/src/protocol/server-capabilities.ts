import { sharedError } from '../errors/shared-errors.ts';

/** What only some Temporal servers can do. All but the last are names of `describeNamespace().namespaceInfo.capabilities`. */
export type ServerCapability = keyof typeof SETTINGS;

/** The part of `describeNamespace`'s answer that says what the server can do; older servers leave it out. */
export interface DescribedNamespace {
  readonly namespaceInfo?: { readonly capabilities?: object | null } | null;
}

/** The capabilities that a server reports. Time skipping is not among them: it takes a call to find out. */
export function reportedCapabilities({ namespaceInfo }: DescribedNamespace): Set<ServerCapability> {
  const reported = (namespaceInfo?.capabilities ?? {}) as Readonly<Record<string, unknown>>;
  return new Set((Object.keys(SETTINGS) as ServerCapability[]).filter((name) => reported[name] === true));
}

/** Which feature needs what of which server. */
export interface CapabilityNeed {
  /** What the user wants, as the subject of the message: `Pausing a workflow`. */
  readonly feature: string;
  readonly capability: ServerCapability;
  /** The server's `host:port`. */
  readonly address: string;
}

/** @throws {TfnError} TFN_SERVER_CAPABILITY_MISSING */
export function assertCapability(available: ReadonlySet<ServerCapability>, need: CapabilityNeed): void {
  if (available.has(need.capability)) return;
  throw sharedError('TFN_SERVER_CAPABILITY_MISSING', { ...need, setting: SETTINGS[need.capability] });
}

// --- internal ---

/** The dynamic config that turns each on, in server 1.32 and newer. */
const SETTINGS = {
  workerHeartbeats: 'frontend.WorkerHeartbeatsEnabled',
  workerPollCompleteOnShutdown: 'frontend.enableCancelWorkerPollsOnShutdown',
  standaloneActivities: 'activity.enableStandalone',
  workflowPause: 'frontend.WorkflowPauseEnabled',
  workflowTimeSkipping: 'frontend.WorkflowTimeSkippingEnabled',
} as const;
