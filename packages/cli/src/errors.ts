import { defineErrors } from '@tfn/core/internal';
import type { ErrorFactory } from '@tfn/core/internal';

/** The command line's error table; docs/reference/errors.md describes every entry. */
export const cliErrors = {
  TFN_CLI_USAGE: (d: { problem: string }): string => d.problem,
  TFN_CLI_CONFIG_MISSING: (d: { file: string }): string =>
    `There is no configuration file '${d.file}'. Correct --config, or omit it to use tfn.config.ts.`,
  TFN_CLI_CONFIG_LOAD: (d: { file: string; problem: string }): string =>
    `The configuration '${d.file}' cannot be loaded: ${d.problem}`,
  TFN_CLI_CONFIG_INVALID: (d: { file: string; problems: readonly string[] }): string =>
    `The configuration '${d.file}' is invalid: ${d.problems.join('; ')}.`,
  TFN_CLI_SETTING_INVALID: (d: { setting: string; from: string; value: string; expected: string }): string =>
    `The setting '${d.setting}' from ${d.from} is ${d.value}, but must be ${d.expected}.`,
  TFN_CLI_PACKAGE_MISSING: (d: { package: string; purpose: string; install: string }): string =>
    `${d.purpose} needs the package '${d.package}', which is not installed in this project. Install it: ${d.install}`,
  TFN_CLI_FUNCTIONS_NONE: (d: { looked: readonly string[]; problem: string }): string =>
    `${d.problem}. Looked in ${d.looked.map((path) => `'${path}'`).join(' and ')}. Create one with: tfn new:workflow hello; or set 'functions' in tfn.config.ts.`,
  TFN_CLI_FUNCTIONS_BROKEN: (d: { file: string; problem: string; frame: string }): string =>
    `'${d.file}' cannot be loaded: ${d.problem}${d.frame === '' ? '' : `\n\n${d.frame}`}`,
  TFN_CLI_TARGET_UNKNOWN: (d: { name: string; known: readonly string[]; nearest: string | undefined }): string =>
    `There is no function or workflow '${d.name}'.${d.nearest === undefined ? '' : ` Did you mean '${d.nearest}'?`} Known: ${d.known.map((name) => `'${name}'`).join(', ') || 'none'}.`,
  TFN_CLI_INPUT_INVALID: (d: { given: string; problem: string }): string =>
    `--input ${d.given}: ${d.problem}. Use JSON, such as --input '{"id": 1}', or a file: --input @order.json`,
  TFN_CLI_PORT_TAKEN: (d: { port: number; by: string; next: number }): string =>
    `The port ${d.port} is taken${d.by}. Free it, or use a free port: --port ${d.next}`,
  TFN_CLI_FOLDER_NOT_EMPTY: (d: { folder: string; files: readonly string[] }): string =>
    `The folder '${d.folder}' is not empty (it has ${d.files.map((file) => `'${file}'`).join(', ')}). Choose another folder, or use --force to add to it.`,
  TFN_CLI_FILE_EXISTS: (d: { file: string }): string =>
    `The file '${d.file}' already exists. Choose another name or --path.`,
  TFN_CLI_NAME_INVALID: (d: { name: string; what: string }): string =>
    `'${d.name}' cannot be the name of a ${d.what}: it must be a valid identifier, such as 'chargePayment'.`,
  TFN_CLI_NOT_WRITABLE: (d: { path: string; problem: string }): string =>
    `'${d.path}' cannot be written (${d.problem}). Check its permissions, or choose another location.`,
  TFN_CLI_KEYS_MISSING: (): string =>
    "No decryption keys are configured. Set the keys of the workers in TFN_ENCRYPTION_KEYS, or as 'temporal.encryptionKeys'.",
  TFN_CLI_COMMAND_FAILED: (d: { command: string; problem: string }): string => `'${d.command}' failed: ${d.problem}`,
  TFN_CLI_TYPES_WRONG: (d: { output: string }): string =>
    `Type checking failed, so nothing was built. Fix the errors, or use --no-check.\n\n${d.output}`,
  TFN_CLI_BUILD_FAILED: (d: { problems: readonly string[] }): string =>
    `The build failed:\n\n${d.problems.join('\n\n')}`,
  TFN_CLI_BUILD_MISSING: (d: { folder: string; problem: string }): string =>
    `There is no build in '${d.folder}': ${d.problem}. Create it first: tfn build`,
  TFN_CLI_DEPLOYMENT_UNKNOWN: (d: { name: string }): string =>
    `Temporal has no Worker Deployment '${d.name}'. It appears when its first worker polls: start one with this name as its 'deployment'.`,
  TFN_CLI_DEPLOY_REFUSED: (d: { action: string; deployment: string; reason: string }): string =>
    `Temporal refuses 'tfn deploy ${d.action}' for '${d.deployment}': ${d.reason}. See the current state: tfn deploy status`,
  TFN_CLI_BUILD_UNKNOWN: (d: { deployment: string; buildId: string; known: readonly string[] }): string =>
    `The deployment '${d.deployment}' has no build '${d.buildId}'. Known: ${d.known.map((id) => `'${id}'`).join(', ') || 'none'}. Start a worker of the build, and wait until it polls.`,
  TFN_CLI_ROLLBACK_IMPOSSIBLE: (d: { deployment: string; current: string | undefined }): string =>
    `There is no build to roll back to: no build of the deployment '${d.deployment}' ${d.current === undefined ? 'has been current' : `was current before '${d.current}'`}. Nothing changed. 'tfn deploy status' lists the builds; 'tfn deploy promote <build>' sends new executions to one of them.`,
  TFN_CLI_QUEUE_UNKNOWN: (d: { queue: string; known: readonly string[] }): string =>
    `No function or workflow of this project runs on the task queue '${d.queue}'. Known: ${d.known.map((name) => `'${name}'`).join(', ')}.`,
  TFN_CLI_TEMPORAL_UNREACHABLE: (d: { address: string; reason: string }): string =>
    `Temporal does not answer at ${d.address} (${d.reason}). Start it there, or omit the address so that 'tfn dev' starts its own.`,
  TFN_CLI_SCHEDULE_UNKNOWN: (d: { id: string; known: readonly string[] }): string =>
    `There is no schedule '${d.id}'. Known: ${d.known.map((name) => `'${name}'`).join(', ') || 'none'}.`,
} as const;

/** Creates an error of the command line's table. */
export const cliError: ErrorFactory<typeof cliErrors> = defineErrors(cliErrors);
