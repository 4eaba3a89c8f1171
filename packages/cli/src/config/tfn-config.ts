import type { FunctionDefaults } from '@tfn/core';

/** What `tfn.config.ts` holds. Every field is optional; environment variables win over it, flags over both. */
export interface TfnConfig {
  /** The folder whose files define functions, workflows and triggers; or one file. @default 'functions', else 'src/functions' */
  functions?: string;
  /** The task queue of what names none. @default 'default' */
  taskQueue?: string;
  /** Where Temporal is. What is not given comes from Temporal's TOML profile. */
  temporal?: {
    /** `host:port`. @default the embedded server in `tfn dev`, else 'localhost:7233' */
    address?: string;
    /** @default 'default' */
    namespace?: string;
    apiKey?: string;
    /** Keys that encrypt what Temporal keeps: `id:base64`, with commas between, of which the first encrypts. @default none */
    encryptionKeys?: string;
    tls?: boolean | TemporalTlsConfig;
    /** The profile of Temporal's TOML file. */
    profile?: string;
  };
  /** Options for all functions: timeouts and retries. What a function, or a call, says itself goes over them. @default none */
  defaults?: FunctionDefaults;
  /** Makes the workers of `tfn start` a version of a Worker Deployment; its build id is the hash of the workflows' bundle. */
  deployment?: {
    /** The deployment's name, without spaces, '.' and ':'. @default none: there are no versions */
    name?: string;
    /** Whether an execution ends on the version that it began on, or goes on with each new one. @default 'pinned' */
    versioning?: 'pinned' | 'auto-upgrade';
  };
  http?: {
    /** @default 3000 */
    port?: number;
    /** The address to listen on. @default '127.0.0.1' in `tfn dev`, every address in `tfn start` */
    host?: string;
    /** Put before every path of `tfn.http`. @default none */
    basePath?: string;
  };
  /** Of `tfn dev` only. */
  dev?: {
    /** Whether the embedded server has its Web UI. @default true */
    ui?: boolean;
    /** @default a free one */
    uiPort?: number;
    /** The embedded server's port. @default 7233, or a free one when that is taken */
    temporalPort?: number;
    /** A file that keeps the embedded server's state from one start to the next. @default in memory */
    dbFilename?: string;
    /** Further files and folders whose changes reload. @default none */
    watch?: string[];
  };
  build?: {
    /** @default 'dist' */
    outDir?: string;
    /** Whether `tfn build` checks the types first. @default true */
    check?: boolean;
  };
  telemetry?: {
    /** What the worker logs. @default 'warn' in `tfn dev`, else 'info' */
    logLevel?: 'trace' | 'debug' | 'info' | 'warn' | 'error';
    /** Lines for people, or one JSON object each. @default 'pretty' on a terminal and in `tfn dev`, else 'json' */
    logFormat?: 'pretty' | 'json';
    /** Lets payloads into the log, such as the details of failures. @default false */
    logPayloads?: boolean;
    /** Where `tfn start` and `tfn dev` serve `/metrics`, `/healthz` and `/readyz`, such as '0.0.0.0:9464'. @default nowhere */
    address?: string;
    /**
     * OpenTelemetry traces of requests, workflows and functions, sent to where OTEL_EXPORTER_OTLP_ENDPOINT says. Of workflows only
     * when it was on for `tfn build` too.
     * @default false
     */
    traces?: boolean;
  };
}

/** Certificates as files; paths start at the project's root. */
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
