import { join } from 'node:path';
import { createPageTable, toMarkdown } from '../../../../../test/support/page-table.ts';
import type { PageTable } from '../../../../../test/support/page-table.ts';
import { GROUPS } from '../fixtures/values.ts';
import type { Value } from '../fixtures/values.ts';

export const page: PageTable = createPageTable(
  join(__dirname, '../../../../../docs/values.md'),
  /(?<=<!-- values -->\n\n)[^]*?(?=\n\n<!-- end of values -->)/,
);

/** The values of the tests, as the page shows them. */
export function toTable(): string {
  const rows = GROUPS.flatMap(({ kind, values }) =>
    values.map((value, index) => [index === 0 ? kind : '', toCode(value), toOutcome(value)]),
  );
  return toMarkdown([['kind', 'sent', 'received'], ...rows]);
}

// --- internal ---

function toCode({ code, isWords }: Value): string {
  return isWords ? code : `\`${code}\``;
}

function toOutcome({ arrives, inWorkflows, refused }: Value): string {
  if (refused !== undefined) return `refused${refused.path && ` at \`${toPath(refused.path)}\``}: ${refused.problem}`;
  if (inWorkflows !== undefined) return `the same; in workflows ${inWorkflows.as}`;
  return arrives?.as ?? 'the same';
}

const toPath = (path: string): string => (path.startsWith('[') ? `input${path}` : `input.${path}`);
