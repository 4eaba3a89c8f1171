import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { definedOnly, describe, readThrown } from '@tfn/core/internal';
import { cliError } from '../errors.ts';
import { readDevState } from '../project/dev-state.ts';
import { findRoot } from './find-root.ts';
import { readConfigFile } from './config-file.ts';
import { settings, toSettingValue } from './settings.ts';
import type { Setting } from './settings.ts';
import type { TfnConfig } from './tfn-config.ts';

/** The configuration that results from file, environment and flags. */
export interface ResolvedConfig {
  /** The project's folder: the nearest one with a configuration or a package.json. */
  readonly root: string;
  readonly file: string | undefined;
  readonly taskQueue: string;
  readonly functions: string | undefined;
  readonly defaults: TfnConfig['defaults'];
  readonly values: TfnConfig['values'];
  readonly deployment: { readonly name?: string; readonly versioning: 'pinned' | 'auto-upgrade' };
  readonly temporal: NonNullable<TfnConfig['temporal']>;
  readonly http: { readonly port: number; readonly host?: string; readonly basePath?: string };
  readonly dev: NonNullable<TfnConfig['dev']> & { readonly ui: boolean };
  readonly build: { readonly outDir: string; readonly check: boolean };
  readonly telemetry: NonNullable<TfnConfig['telemetry']>;
  /** Every setting with its value and its source. */
  readonly origins: readonly SettingOrigin[];
}

export interface SettingOrigin {
  readonly path: string;
  readonly value: unknown;
  /** Such as 'flag --port', 'environment PORT', 'tfn.config.ts', 'default'. */
  readonly from: string;
  readonly secret: boolean | 'whole';
}

/** Command-line options, by commander's names. */
export type Flags = Readonly<Record<string, string | boolean | undefined>>;

export interface ResolveOptions {
  /** @default the working directory of the process */
  readonly cwd?: string;
  /** @default the environment of the process, extended by the project's .env */
  readonly env?: NodeJS.ProcessEnv;
  /** Whether to use the Temporal of a `tfn dev` that runs in the project. @default true */
  readonly running?: boolean;
  /** Whether to read the configuration that `tfn build` compiled, instead of its source. @default false */
  readonly built?: boolean;
}

/**
 * Resolves the configuration of the project that a folder belongs to. Flags override environment variables, these override the file,
 * and the file overrides Temporal's TOML profile.
 * @throws {TfnError} TFN_CLI_CONFIG_MISSING, TFN_CLI_CONFIG_LOAD, TFN_CLI_CONFIG_INVALID, TFN_CLI_SETTING_INVALID
 */
export async function resolveConfig(
  flags: Flags,
  { cwd = process.cwd(), env = process.env, running = true, built = false }: ResolveOptions = {},
): Promise<ResolvedConfig> {
  const given = typeof flags['config'] === 'string' ? resolve(cwd, flags['config']) : undefined;
  const root = findRoot(cwd, given);
  if (env === process.env && existsSync(join(root, '.env'))) process.loadEnvFile(join(root, '.env'));
  const file = await readConfigFile(root, given ?? (built ? builtConfig(root, flags, env) : undefined));
  const found = settings.map((setting): SettingOrigin => {
    const { value, from } = fromFlag(setting, flags) ??
      fromEnvironment(setting, env) ??
      fromFile(setting, file) ?? {
        value: setting.fallback,
        from: setting.fallback === undefined ? 'not set' : 'default',
      };
    return { path: setting.path, value, from, secret: setting.secret ?? false };
  });
  const origins = withProfile(running ? withRunning(found, root) : found, env);
  return { root, file: file?.name, ...toTree(origins), origins } as ResolvedConfig;
}

// --- internal ---

/** The compiled configuration in the build's folder. */
function builtConfig(root: string, flags: Flags, env: NodeJS.ProcessEnv): string | undefined {
  const outDir = resolve(root, String(flags['outDir'] ?? env['TFN_OUT_DIR'] ?? 'dist'));
  return ['tfn.config.js', 'tfn.config.mjs', 'tfn.config.cjs'].map((name) => join(outDir, name)).find(existsSync);
}

interface Found {
  readonly value: unknown;
  readonly from: string;
}

function fromFlag(setting: Setting, flags: Flags): Found | undefined {
  if (setting.flag === undefined || flags[setting.flag] === undefined) return undefined;
  const from = `flag --${setting.flag.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  return checked(setting, flags[setting.flag], from);
}

function fromEnvironment(setting: Setting, env: NodeJS.ProcessEnv): Found | undefined {
  const name = setting.env?.find((candidate) => env[candidate] !== undefined && env[candidate] !== '');
  return name === undefined ? undefined : checked(setting, env[name], `environment ${name}`);
}

function fromFile(setting: Setting, file: Awaited<ReturnType<typeof readConfigFile>>): Found | undefined {
  return file?.values.has(setting.path) ? { value: file.values.get(setting.path), from: file.name } : undefined;
}

function checked(setting: Setting, value: unknown, from: string): Found {
  const outcome = toSettingValue(setting, value);
  if ('value' in outcome) return { value: outcome.value, from };
  throw cliError('TFN_CLI_SETTING_INVALID', {
    setting: setting.path,
    from,
    value: setting.secret ? 'not usable' : describe(value),
    expected: outcome.expected,
  });
}

/** Adds the address and namespace of a running `tfn dev`. */
function withRunning(origins: readonly SettingOrigin[], root: string): readonly SettingOrigin[] {
  const state = readDevState(root);
  if (state === undefined || origins.some(({ path, value }) => path === 'temporal.address' && value !== undefined))
    return origins;
  const values: Record<string, string> = { 'temporal.address': state.address, 'temporal.namespace': state.namespace };
  return origins.map((origin) =>
    origin.value === undefined && values[origin.path] !== undefined
      ? { ...origin, value: values[origin.path], from: `the running tfn dev (pid ${state.pid})` }
      : origin,
  );
}

/** Adds the values that only Temporal's TOML profile has. */
function withProfile(origins: readonly SettingOrigin[], env: NodeJS.ProcessEnv): readonly SettingOrigin[] {
  const profile = origins.find(({ path }) => path === 'temporal.profile')?.value as string | undefined;
  const names = Object.entries(env).filter(([name]) => /^TEMPORAL_(CONFIG_FILE|PROFILE)$/.test(name));
  let loaded: ReturnType<typeof loadClientConnectConfig>;
  try {
    loaded = loadClientConnectConfig(
      definedOnly({ profile, overrideEnvVars: Object.fromEntries(names) as Record<string, string> }),
    );
  } catch (error) {
    const reason = readThrown(error).message;
    throw cliError('TFN_CLI_CONFIG_LOAD', { file: "Temporal's TOML profile", problem: reason }, error);
  }
  const { address, apiKey } = loaded.connectionOptions;
  const values: Record<string, unknown> = {
    'temporal.address': address,
    'temporal.namespace': loaded.namespace,
    'temporal.apiKey': typeof apiKey === 'string' ? apiKey : undefined,
  };
  return origins.map((origin) => {
    const value = values[origin.path];
    return origin.value === undefined && value !== undefined
      ? { ...origin, value, from: `Temporal's profile '${profile ?? 'default'}'` }
      : origin;
  });
}

function toTree(origins: readonly SettingOrigin[]): Record<string, unknown> {
  const tree: Record<string, unknown> = {
    deployment: {},
    temporal: {},
    http: {},
    dev: {},
    build: {},
    telemetry: {},
  };
  for (const { path, value } of origins) {
    const [group, name] = path.split('.') as [string, string | undefined];
    if (name === undefined) tree[group] = value;
    else if (value !== undefined) (tree[group] as Record<string, unknown>)[name] = value;
  }
  return tree;
}
