import { basename, relative, resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import type { Interface } from 'node:readline/promises';
import { cliError } from '../errors.ts';
import { install } from '../init/install.ts';
import { makeProject } from '../init/make-project.ts';
import { detectPackageManager } from '../project/package-manager.ts';
import type { PackageManager } from '../project/package-manager.ts';
import type { CommandOutput } from '../output/command-output.ts';
import type { CommandCall } from './command.ts';

/** Creates a project; on a terminal, asks for missing options. */
export async function run({ args, flags }: CommandCall): Promise<CommandOutput> {
  const answers = await askFor(
    { folder: args[0], template: flags['template'], name: flags['name'] },
    flags['yes'] !== true,
  );
  const folder = resolve(answers.folder);
  const name = toName(answers.name ?? basename(folder));
  const template = oneOf('template', answers.template, ['basic', 'monorepo'] as const);
  const given = flags['packageManager'];
  const manager =
    given === undefined
      ? detectPackageManager(folder)
      : oneOf('package-manager', given, ['npm', 'pnpm', 'yarn', 'bun'] as const);
  const files = makeProject({ folder, name, template, manager, force: flags['force'] === true });
  console.log(`Created ${files.length} files in ${folder}`);
  const installed = flags['install'] !== false;
  if (installed) await install(folder, manager);
  return { data: { folder, template, manager, files }, text: nextSteps({ folder, manager, installed }) };
}

// --- internal ---

interface Answers {
  readonly folder: string;
  readonly template: unknown;
  readonly name: string | undefined;
}

async function askFor(
  given: { folder: string | undefined; template: unknown; name: unknown },
  mayAsk: boolean,
): Promise<Answers> {
  const name = given.name as string | undefined;
  if (!mayAsk || process.stdin.isTTY !== true) {
    if (given.folder === undefined) throw cliError('TFN_CLI_USAGE', { problem: 'Give a folder: tfn init my-project' });
    return { folder: given.folder, template: given.template ?? 'basic', name };
  }
  const prompt = createInterface({ input: process.stdin, output: process.stdout });
  prompt.once('SIGINT', () => process.exit(130));
  try {
    const folder = given.folder ?? (await ask(prompt, 'Folder', 'my-project'));
    const template = given.template ?? (await ask(prompt, 'Template, basic or monorepo', 'basic'));
    return { folder, template, name };
  } finally {
    prompt.close();
  }
}

async function ask(prompt: Interface, question: string, fallback: string): Promise<string> {
  const answer = await prompt.question(`${question} (${fallback}): `);
  return answer.trim() || fallback;
}

function oneOf<const TChoice extends string>(flag: string, value: unknown, choices: readonly TChoice[]): TChoice {
  const found = choices.find((choice) => choice === value);
  if (found !== undefined) return found;
  throw cliError('TFN_CLI_USAGE', {
    problem: `--${flag} '${String(value)}' is unknown. Use one of: ${choices.join(', ')}.`,
  });
}

/** Converts to a name that npm accepts. */
function toName(text: string): string {
  const name = text
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  if (name !== '') return name;
  throw cliError('TFN_CLI_NAME_INVALID', { name: text, what: 'project' });
}

function nextSteps({
  folder,
  manager,
  installed,
}: {
  folder: string;
  manager: PackageManager;
  installed: boolean;
}): string {
  const steps = [
    ...(folder === process.cwd() ? [] : [`cd ${relative(process.cwd(), folder)}`]),
    ...(installed ? [] : [`${manager} install`]),
    `${manager} run dev`,
  ];
  return ['', 'Next steps:', ...steps.map((step) => `  ${step}`)].join('\n');
}
