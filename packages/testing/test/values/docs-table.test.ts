import { sketch } from './fixtures/sketch.ts';
import { VALUES } from './fixtures/values.ts';
import { cellsOf } from '../../../../test/support/page-table.ts';
import { page, toTable } from './support/docs-table.ts';

test('docs/values.md has the table of the values that the tests send (TFN_WRITE_VALUES=1 writes it)', () => {
  const table = toTable();
  if (process.env['TFN_WRITE_VALUES'] !== undefined) page.write(table);
  expect(cellsOf(page.read())).toEqual(cellsOf(table));
});

test('no value is in the table twice', () => {
  const codes = VALUES.map(({ code }) => code);
  expect([...new Set(codes)]).toEqual(codes);
});

test.each(VALUES.filter(({ isWords }) => !isWords).map((value) => [value.code, value] as const))(
  'the table writes what is sent: %s',
  (code, { make }) => {
    // oxlint-disable-next-line typescript/no-implied-eval -- the code is the table's
    const evaluate = new Function(`return (${code});`) as () => unknown;
    expect(sketch(evaluate())).toBe(sketch(make()));
  },
);
