import type { Style } from '../../output/style.ts';
import type { LiveProject } from '../runner/messages.ts';

/** The content of the banner. */
export interface BannerInput {
  readonly address: string;
  readonly uiUrl: string | undefined;
  readonly httpUrl: string | undefined;
  readonly live: LiveProject;
  readonly keys: boolean;
}

/** The banner that `tfn dev` prints when everything runs. */
export function toBanner({ address, uiUrl, httpUrl, live, keys }: BannerInput, style: Style): string {
  const { functions, workflows, triggers } = live.definitions;
  const facts = [
    `Temporal: ${address}`,
    ...(uiUrl === undefined ? [] : [`Temporal UI: ${uiUrl}`]),
    `Task Queue: ${live.taskQueues.join(', ')}`,
    ...(httpUrl === undefined ? [] : [`HTTP Server: ${httpUrl}`]),
  ];
  const loaded = [
    ...functions.map(({ name }) => `• ${name} ${style.dim('(activity)')}`),
    ...workflows.map(({ name }) => `• ${name} ${style.dim('(workflow)')}`),
  ];
  const active = triggers.map(({ label, target }) => `• ${label} → ${target}`);
  const next = live.nextRuns.map(
    ({ label, target, at }) => `• ${toLocalTime(at)}  ${target} ${style.dim(`(${label})`)}`,
  );
  return [
    toBox('Temporal Functions - Dev Mode', facts, style),
    toSection('Functions loaded:', loaded),
    toSection('Triggers active:', active),
    toSection('Next runs:', next),
    `  Watching for changes...${keys ? style.dim('   r reload   o open UI   i invoke   q quit') : ''}`,
  ]
    .filter((section) => section !== '')
    .join('\n\n');
}

// --- internal ---

const BOX_WIDTH = 55;

function toBox(title: string, facts: readonly string[], style: Style): string {
  const width = Math.max(BOX_WIDTH, ...facts.map((fact) => fact.length + 4));
  const left = Math.floor((width - title.length) / 2);
  const line = (text: string): string => `  ║${text}║`;
  return [
    `  ╔${'═'.repeat(width)}╗`,
    line(' '.repeat(left) + style.bold(title) + ' '.repeat(width - left - title.length)),
    `  ╠${'═'.repeat(width)}╣`,
    ...facts.map((fact) => line(`  ${fact}`.padEnd(width))),
    `  ╚${'═'.repeat(width)}╝`,
  ].join('\n');
}

function toSection(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : [`  ${title}`, ...lines.map((line) => `    ${line}`)].join('\n');
}

function toLocalTime(iso: string): string {
  const date = new Date(iso);
  const two = (number: number): string => String(number).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}
