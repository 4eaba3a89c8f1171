import { isTfnError } from '@tfn/core';
import { resolveFunctionDefaults } from '@tfn/core/internal';

/** One setting: its sources and its type. */
export interface Setting {
  /** Its path in the configuration file. */
  readonly path: string;
  readonly type:
    | 'string'
    | 'boolean'
    | 'port'
    | 'strings'
    | 'tls'
    | 'level'
    | 'format'
    | 'versioning'
    | 'values'
    | 'defaults';
  /** Environment variables; the first that is set wins. */
  readonly env?: readonly string[];
  /** The command-line option that sets it, by commander's name. */
  readonly flag?: string;
  readonly fallback?: unknown;
  /** `whole`: the value is hidden completely; otherwise its last characters are shown. */
  readonly secret?: true | 'whole';
}

/** All settings. */
export const settings: readonly Setting[] = [
  { path: 'functions', type: 'string', env: ['TFN_FUNCTIONS'], flag: 'functions' },
  { path: 'taskQueue', type: 'string', env: ['TFN_TASK_QUEUE', 'TASK_QUEUE'], flag: 'taskQueue', fallback: 'default' },
  { path: 'defaults', type: 'defaults' },
  { path: 'values', type: 'values', env: ['TFN_VALUES'] },
  { path: 'deployment.name', type: 'string', env: ['TFN_DEPLOYMENT'], flag: 'deployment' },
  {
    path: 'deployment.versioning',
    type: 'versioning',
    env: ['TFN_DEPLOYMENT_VERSIONING'],
    fallback: 'pinned',
  },
  { path: 'temporal.address', type: 'string', env: ['TEMPORAL_ADDRESS'], flag: 'address' },
  { path: 'temporal.namespace', type: 'string', env: ['TEMPORAL_NAMESPACE'], flag: 'namespace' },
  { path: 'temporal.apiKey', type: 'string', env: ['TEMPORAL_API_KEY'], flag: 'apiKey', secret: true },
  { path: 'temporal.encryptionKeys', type: 'string', env: ['TFN_ENCRYPTION_KEYS'], secret: 'whole' },
  { path: 'temporal.tls', type: 'tls', env: ['TEMPORAL_TLS'] },
  { path: 'temporal.profile', type: 'string', env: ['TEMPORAL_PROFILE'], flag: 'profile' },
  { path: 'http.port', type: 'port', env: ['TFN_PORT', 'PORT'], flag: 'port', fallback: 3000 },
  { path: 'http.host', type: 'string', env: ['TFN_HOST', 'HOST'], flag: 'host' },
  { path: 'http.basePath', type: 'string', env: ['TFN_BASE_PATH'], flag: 'basePath' },
  { path: 'dev.ui', type: 'boolean', env: ['TFN_DEV_UI'], flag: 'ui', fallback: true },
  { path: 'dev.uiPort', type: 'port', env: ['TFN_DEV_UI_PORT'], flag: 'uiPort' },
  { path: 'dev.temporalPort', type: 'port', env: ['TFN_DEV_TEMPORAL_PORT'], flag: 'temporalPort' },
  { path: 'dev.dbFilename', type: 'string', env: ['TFN_DEV_DB'], flag: 'dbFilename' },
  { path: 'dev.watch', type: 'strings' },
  { path: 'build.outDir', type: 'string', env: ['TFN_OUT_DIR'], flag: 'outDir', fallback: 'dist' },
  { path: 'build.check', type: 'boolean', flag: 'check', fallback: true },
  { path: 'telemetry.logLevel', type: 'level', env: ['TFN_LOG_LEVEL'], flag: 'logLevel' },
  { path: 'telemetry.logFormat', type: 'format', env: ['TFN_LOG_FORMAT'], flag: 'logFormat' },
  { path: 'telemetry.logPayloads', type: 'boolean', env: ['TFN_LOG_PAYLOADS'] },
  { path: 'telemetry.address', type: 'string', env: ['TFN_TELEMETRY_ADDRESS'], flag: 'telemetryAddress' },
  { path: 'telemetry.traces', type: 'boolean', env: ['TFN_TRACES'] },
];

/** The log levels of workers. */
const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error'] as const;

/** Converts a value to its setting's type, or says what was expected. */
export function toSettingValue(setting: Setting, value: unknown): { value: unknown } | { expected: string } {
  switch (setting.type) {
    case 'string':
      return typeof value === 'string' && value !== '' ? { value } : { expected: 'a non-empty string' };
    case 'boolean':
      return toBoolean(value, 'true or false');
    case 'port': {
      const port = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
      const usable = Number.isInteger(port) && (port as number) >= 0 && (port as number) < 65_536;
      return usable ? { value: port } : { expected: 'a port: a whole number from 0 to 65535' };
    }
    case 'strings':
      return Array.isArray(value) && value.every((item) => typeof item === 'string')
        ? { value }
        : { expected: 'a list of strings' };
    case 'tls':
      return isTls(value) ? { value } : toBoolean(value, `true, false, or an object of ${TLS_FIELDS.join(', ')}`);
    case 'versioning':
      return value === 'pinned' || value === 'auto-upgrade' ? { value } : { expected: "'pinned' or 'auto-upgrade'" };
    case 'values':
      return value === 'rich' || value === 'json' ? { value } : { expected: "'rich' or 'json'" };
    case 'defaults':
      return toDefaults(value);
    case 'format':
      return value === 'pretty' || value === 'json' ? { value } : { expected: "'pretty' or 'json'" };
    case 'level':
      return (LOG_LEVELS as readonly unknown[]).includes(value)
        ? { value }
        : { expected: `one of ${LOG_LEVELS.join(', ')}` };
  }
}

// --- internal ---

const TLS_FIELDS = ['serverName', 'caFile', 'certFile', 'keyFile'];

function isTls(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).every(([key, item]) => TLS_FIELDS.includes(key) && typeof item === 'string');
}

/** Validates the options and returns them unchanged. */
function toDefaults(value: unknown): { value: unknown } | { expected: string } {
  if (typeof value !== 'object' || value === null) return { expected: 'an object of function options' };
  try {
    resolveFunctionDefaults(value);
    return { value };
  } catch (error) {
    if (!isTfnError(error)) throw error;
    return { expected: `function options (${(error.details['problems'] as readonly string[]).join('; ')})` };
  }
}

function toBoolean(value: unknown, expected: string): { value: boolean } | { expected: string } {
  if (value === true || value === 'true' || value === '1') return { value: true };
  if (value === false || value === 'false' || value === '0') return { value: false };
  return { expected };
}
