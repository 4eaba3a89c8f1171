import { nearestName } from '@tfn/core/internal';
import { existsSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { registry } from '@tfn/core';
import { resolveConfig } from '../config/resolve-config.ts';
import { cliError } from '../errors.ts';
import { write } from '../init/make-project.ts';
import { functionSnippet, triggerSnippet, TRIGGER_TYPES, workflowSnippet } from '../init/snippets.ts';
import type { Snippet, TriggerTarget, TriggerType } from '../init/snippets.ts';
import { discoverFiles } from '../project/load/discover-files.ts';
import { loadFunctions } from '../project/load/load-functions.ts';
import type { CommandOutput } from '../output/command-output.ts';
import type { CommandCall } from './command.ts';

/** The kinds of definition that can be added to a project. */
export type Kind = 'fn' | 'workflow' | 'trigger';

/** Adds a file with a definition, and its test; never overwrites. */
export async function generate(kind: Kind, { args: [name = ''], flags }: CommandCall): Promise<CommandOutput> {
  const what = { fn: 'function', workflow: 'workflow', trigger: 'trigger' }[kind];
  if (!isIdentifier(name)) throw cliError('TFN_CLI_NAME_INVALID', { name, what });
  const config = await resolveConfig(flags);
  const folder = resolve(config.root, (flags['path'] as string | undefined) ?? functionsFolder(config));
  const fileName = toFileName(name);
  const file = join(folder, `${fileName}.ts`);
  const testFile = join(folder, `${fileName}.test.ts`);
  for (const path of [file, ...(kind === 'trigger' ? [] : [testFile])])
    if (existsSync(path)) throw cliError('TFN_CLI_FILE_EXISTS', { file: relative(config.root, path) });
  const snippet = await toSnippet({ kind, name, fileName, folder, config, flags });
  write(file, snippet.file);
  if (snippet.test !== undefined) write(testFile, snippet.test);
  const made = [file, ...(snippet.test === undefined ? [] : [testFile])].map((path) => relative(config.root, path));
  return { data: { files: made }, text: made.map((path) => `Created ${path}`).join('\n') };
}

// --- internal ---

type Config = Awaited<ReturnType<typeof resolveConfig>>;

interface SnippetInput {
  readonly kind: Kind;
  readonly name: string;
  readonly fileName: string;
  readonly folder: string;
  readonly config: Config;
  readonly flags: CommandCall['flags'];
}

async function toSnippet({ kind, name, fileName, folder, config, flags }: SnippetInput): Promise<Snippet> {
  if (kind === 'fn') return functionSnippet(name, `./${fileName}`);
  if (kind === 'workflow') return workflowSnippet(name, `./${fileName}`);
  const type = TRIGGER_TYPES.find((known) => known === (flags['type'] ?? 'http'));
  if (type === undefined)
    throw cliError('TFN_CLI_USAGE', {
      problem: `--type '${String(flags['type'])}' is unknown. Use one of: ${TRIGGER_TYPES.join(', ')}.`,
    });
  return triggerSnippet(
    name,
    type,
    await findTarget({ name, folder, config, type }, flags['target'] as string | undefined),
  );
}

/** The given workflow or function, or a new one. */
async function findTarget(
  { name, folder, config, type }: { name: string; folder: string; config: Config; type: TriggerType },
  target: string | undefined,
): Promise<TriggerTarget> {
  if (target === undefined) return { name: `${name}Workflow`, importPath: undefined, input: false };
  await loadFunctions(config.root, discoverFiles(config.root, config.functions));
  const def = registry.workflows.get(target) ?? registry.functions.get(target);
  const known = [...registry.workflows.keys(), ...registry.functions.keys()];
  if (def?.source === undefined)
    throw cliError('TFN_CLI_TARGET_UNKNOWN', { name: target, known, nearest: nearestName(target, known) });
  const path = relative(folder, def.source.file).replace(/\.[cm]?[jt]sx?$/, '');
  const timed = type === 'cron' || type === 'interval';
  return {
    name: target,
    importPath: path.startsWith('.') ? path : `./${path}`,
    input: timed && takesInput(def.handler.length, def),
  };
}

/** A workflow's handler gets the context first, a function's second. */
function takesInput(parameters: number, def: object): boolean {
  return [...registry.workflows.values()].some((workflow) => workflow === def) ? parameters > 1 : parameters > 0;
}

function functionsFolder({ root, functions }: Config): string {
  if (functions !== undefined) {
    const path = resolve(root, functions);
    return existsSync(path) && statSync(path).isFile() ? dirname(path) : path;
  }
  return existsSync(join(root, 'src/functions')) && !existsSync(join(root, 'functions'))
    ? 'src/functions'
    : 'functions';
}

const RESERVED =
  /^(?:await|break|case|catch|class|const|continue|debugger|default|delete|do|else|enum|export|extends|false|finally|for|function|if|implements|import|in|instanceof|interface|let|new|null|package|private|protected|public|return|static|super|switch|this|throw|true|try|typeof|var|void|while|with|yield)$/;

function isIdentifier(name: string): boolean {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name) && !RESERVED.test(name);
}

function toFileName(name: string): string {
  return name.replaceAll(/(?<=[a-z0-9])[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
}
