/** The calendar fields that a cron expression sets. */
export type CalendarField = 'minute' | 'hour' | 'dayOfMonth' | 'month' | 'dayOfWeek';

/** Values from `start` to `end`, in steps of `step`. */
export interface ValueRange {
  readonly start: number;
  readonly end: number;
  readonly step: number;
}

/** Matches every time that all fields match. Months count from 1, days of the week from 0, Sunday. */
export type Calendar = Readonly<Record<CalendarField, readonly ValueRange[]>>;

/**
 * Converts a cron expression to calendars; it fires when one of them matches. There are two if both day fields are restricted: cron
 * matches either field, but Temporal's calendars match both.
 */
export function toCalendars(expression: string): readonly Calendar[] {
  const fields = readFields(expression);
  const calendar = Object.fromEntries(fields.map(({ name, values }) => [name, toRanges(values)])) as Record<
    CalendarField,
    readonly ValueRange[]
  >;
  if (fields.some(({ name, any }) => any && (name === 'dayOfMonth' || name === 'dayOfWeek'))) return [calendar];
  return [
    { ...calendar, dayOfWeek: [{ start: 0, end: 6, step: 1 }] },
    { ...calendar, dayOfMonth: [{ start: 1, end: 31, step: 1 }] },
  ];
}

/** Writes the expression with every value spelled out, so that all cron parsers read it the same. */
export function spellOut(expression: string): string {
  return readFields(expression)
    .map(({ any, values }) => (any ? '*' : values.join(',')))
    .join(' ');
}

// --- internal ---

interface Field {
  readonly name: CalendarField;
  readonly min: number;
  readonly max: number;
  /** The names of the values, in ascending order. */
  readonly names: readonly string[];
}

/** In the order of an expression. */
const FIELDS: readonly Field[] = [
  { name: 'minute', min: 0, max: 59, names: [] },
  { name: 'hour', min: 0, max: 23, names: [] },
  { name: 'dayOfMonth', min: 1, max: 31, names: [] },
  { name: 'month', min: 1, max: 12, names: 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'.split(' ') },
  { name: 'dayOfWeek', min: 0, max: 6, names: 'SUN MON TUE WED THU FRI SAT'.split(' ') },
];

/** Reads the values of each field, and whether it is a star. */
function readFields(
  expression: string,
): readonly { readonly name: CalendarField; readonly any: boolean; readonly values: readonly number[] }[] {
  const texts = expression.trim().split(/\s+/);
  return FIELDS.map((field, index) => {
    const text = texts[index] as string;
    return { name: field.name, any: text === '*', values: valuesOf(text, field) };
  });
}

/** The values of one field, in order. */
function valuesOf(text: string, { name, min, max, names }: Field): readonly number[] {
  const read = (value: string): number => {
    const index = names.indexOf(value.toUpperCase());
    return index === -1 ? Number(value) : index + min;
  };
  const values = new Set<number>();
  for (const part of text.split(',')) {
    const [range = '', step] = part.split('/');
    const [from = min, to = step === undefined ? from : Math.max(from, max)] =
      range === '*' ? [min, max] : range.split('-').map(read);
    // Sunday is 0 and 7.
    for (let value = from; value <= to; value += Number(step ?? 1))
      values.add(name === 'dayOfWeek' ? value % 7 : value);
  }
  return [...values].sort((a, b) => a - b);
}

/** Makes one range if all values have the same step, otherwise one for each run of consecutive values. */
function toRanges(values: readonly number[]): readonly ValueRange[] {
  const [first = 0, second = first] = values;
  const end = values.at(-1) ?? first;
  const step = Math.max(second - first, 1);
  if (values.length > 2 && values.every((value, index) => value === first + index * step))
    return [{ start: first, end, step }];
  const ranges: { start: number; end: number; step: number }[] = [];
  for (const value of values) {
    const last = ranges.at(-1);
    if (last?.end === value - 1) last.end = value;
    else ranges.push({ start: value, end: value, step: 1 });
  }
  return ranges;
}
