import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { docs, repository } from './paths.mjs';

/** Writes every field of `tfn.config.ts`: where else its value may come from, and what its docstring says. */
export async function makeConfigReference(project) {
  const { settings } = await import(join(repository, 'packages/cli/dist/config/settings.js'));
  const config = project.getReflectionsByKind(-1).find(({ name }) => name === 'TfnConfig');
  if (config === undefined) throw new Error("TypeDoc found no 'TfnConfig'.");
  const rows = settings.map((setting) => {
    const field = fieldOf(config, setting.path.split('.'));
    return [
      `\`${setting.path}\``,
      describe(field),
      (setting.env ?? []).map((name) => `\`${name}\``).join(', '),
      setting.flag === undefined ? '' : `\`${flagOf(setting)}\``,
    ];
  });
  const table = [['field', 'what it is', 'environment', 'flag'], ['---', '---', '---', '---'], ...rows];
  writeFileSync(
    join(docs, 'reference/config.md'),
    `# Configuration

Every field of \`tfn.config.ts\` is optional. A flag wins over an environment variable, this over the file, and the file over
Temporal's TOML profile; \`tfn config\` prints what came out and where each value is from.

${table.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}
`,
  );
}

// --- internal ---

/** @throws {Error} for a setting that the type of the configuration does not have, or does not describe */
function fieldOf(config, [name, ...rest]) {
  const members = config.children ?? config.type?.declaration?.children ?? [];
  const field = members.find((member) => member.name === name);
  if (field === undefined) throw new Error(`'TfnConfig' has no field '${name}'.`);
  return rest.length > 0 ? fieldOf(field, rest) : field;
}

function describe({ comment }) {
  const textOf = (parts) => parts.map(({ text }) => text).join('');
  const summary = textOf(comment?.summary ?? []);
  const fallback = comment?.blockTags.find(({ tag }) => tag === '@default');
  const parts = [summary, fallback && `Default: ${textOf(fallback.content).replace(/^```ts\n|\n```$/g, '')}`];
  return parts
    .filter(Boolean)
    .join(' ')
    .replaceAll(/\s*\n\s*/g, ' ')
    .replaceAll('|', '\\|')
    .replaceAll('<', '&lt;');
}

function flagOf({ flag, type, fallback }) {
  const kebab = flag.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return type === 'boolean' && fallback === true ? `--no-${kebab}` : `--${kebab}`;
}
