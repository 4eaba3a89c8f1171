import type { FunctionDefaults, ValuesMode } from '@tfn/core';

/** The content of `tfn.config.ts`. Every field is optional; environment variables override it, and flags override both. */
export interface TfnConfig {
  /** The folder whose files define functions, workflows and triggers, or a single file. @default 'functions', else 'src/functions' */
  functions?: string;
  /** The task queue of definitions without one. @default 'default' */
  taskQueue?: string;
  /** How to reach Temporal. Missing fields come from Temporal's TOML profile. */
  temporal?: {
    /** `host:port`. @default the embedded server in `tfn dev`, else 'localhost:7233' */
    address?: string;
    /** @default 'default' */
    namespace?: string;
    apiKey?: string;
    /** Keys that encrypt payloads: `id:base64`, comma-separated; the first one encrypts, all decrypt. @default none */
    encryptionKeys?: string;
    tls?: boolean | TemporalTlsConfig;
    /** The profile of Temporal's TOML file. */
    profile?: string;
  };
  /** Options for all functions: timeouts and retries. The options of a function, or of a call, override them. @default none */
  defaults?: FunctionDefaults;
  /**
   * What clients and workers write: 'rich' also what JSON cannot express, such as Date, Map and bigint; 'json' only what programs in other
   * languages read, so that anything else is an error. @default 'rich'
   */
  values?: ValuesMode;
  /** Runs the workers of `tfn start` as a version of a Worker Deployment; the build id is the hash of the workflow bundle. */
  deployment?: {
    /** The deployment's name, without spaces, '.' or ':'. @default none: workers have no version */
    name?: string;
    /** Whether an execution completes on the version that it started on, or moves to each new one. @default 'pinned' */
    versioning?: 'pinned' | 'auto-upgrade';
  };
  http?: {
    /** @default 3000 */
    port?: number;
    /** The address to listen on. @default '127.0.0.1' in `tfn dev`, every address in `tfn start` */
    host?: string;
    /** A prefix of every `tfn.http` path. @default none */
    basePath?: string;
  };
  /** For `tfn dev` only. */
  dev?: {
    /** Whether the embedded server serves its Web UI. @default true */
    ui?: boolean;
    /** @default a free port */
    uiPort?: number;
    /** The embedded server's port. @default 7233, or a free port when 7233 is taken */
    temporalPort?: number;
    /** A file that persists the embedded server's state. @default in memory */
    dbFilename?: string;
    /** Additional files and folders to watch. @default none */
    watch?: string[];
  };
  build?: {
    /** @default 'dist' */
    outDir?: string;
    /** Whether `tfn build` type-checks first. @default true */
    check?: boolean;
  };
  telemetry?: {
    /** The worker's log level. @default 'warn' in `tfn dev`, else 'info' */
    logLevel?: 'trace' | 'debug' | 'info' | 'warn' | 'error';
    /** Readable lines, or one JSON object per line. @default 'pretty' on a terminal and in `tfn dev`, else 'json' */
    logFormat?: 'pretty' | 'json';
    /** Whether logs may contain payloads, such as the details of failures. @default false */
    logPayloads?: boolean;
    /** The address where `tfn start` and `tfn dev` serve `/metrics`, `/healthz` and `/readyz`, such as '0.0.0.0:9464'. @default none */
    address?: string;
    /**
     * Sends OpenTelemetry traces of requests, workflows and functions to OTEL_EXPORTER_OTLP_ENDPOINT. Workflows are traced only if
     * this was on during `tfn build` too.
     * @default false
     */
    traces?: boolean;
  };
}

/** Certificate files; paths are relative to the project's root. */
export interface TemporalTlsConfig {
  serverName?: string;
  caFile?: string;
  certFile?: string;
  keyFile?: string;
}

/**
 * Types the configuration of a project.
 * @example
 * // tfn.config.ts
 * export default defineConfig({ taskQueue: 'orders', http: { port: 4000 } });
 */
export function defineConfig(config: TfnConfig): TfnConfig {
  return config;
}
