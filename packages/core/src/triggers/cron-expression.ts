/** Minute, hour, day of month, month and day of week: minimum, maximum, and the names of the values from the minimum on. */
const FIELDS = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12, 'JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC'],
  [0, 7, 'SUNMONTUEWEDTHUFRISAT'],
] as const;

/** The reason why Temporal cannot use a cron expression; undefined if it can. */
export function findCronProblem(expression: string): string | undefined {
  const fields = String(expression).trim().split(/\s+/);
  if (fields.length !== 5) return 'it needs 5 fields: minute, hour, day of month, month, day of week';
  for (const [index, [min, max, names = '']] of FIELDS.entries()) {
    const read = (text: string): number =>
      /^[a-z]{3}$/i.test(text) ? names.indexOf(text.toUpperCase()) / 3 + min : Number(text);
    for (const part of (fields[index] as string).split(',')) {
      const [, from = '', to = from, step = 1] = /^(?:\*|(\w+)(?:-(\w+))?)(?:\/(\d+))?$/.exec(part) ?? ['', '?'];
      const [first, last] = from === '' ? [min, max] : [read(from), read(to)];
      if (!(first >= min && first <= last && last <= max && Number(step) > 0))
        return `'${part}' in field ${index + 1} is not within ${min} to ${max}`;
    }
  }
  return undefined;
}
