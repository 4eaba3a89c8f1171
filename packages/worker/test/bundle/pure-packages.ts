/** Packages that workflow code uses: what a workflow does with each, and its result for the input 4. */
export const purePackages: Readonly<Record<string, { readonly source: string; readonly result: unknown }>> = {
  lodash: { source: "import _ from 'lodash'; const run = (x) => _.sum(_.range(x));", result: 6 },
  'date-fns': {
    source:
      "import { addDays } from 'date-fns'; const run = (x) => addDays(new Date(Date.UTC(2020, 0, 1)), x).toISOString().slice(0, 10);",
    result: '2020-01-05',
  },
  dayjs: {
    source:
      "import dayjs from 'dayjs'; import utc from 'dayjs/plugin/utc'; dayjs.extend(utc); const run = (x) => dayjs.utc('2020-01-01').add(x, 'day').format('YYYY-MM-DD');",
    result: '2020-01-05',
  },
  zod: {
    source: "import { z } from 'zod'; const run = (x) => z.object({ x: z.number() }).parse({ x, y: 1 });",
    result: { x: 4 },
  },
  valibot: {
    source: "import * as v from 'valibot'; const run = (x) => v.parse(v.pipe(v.number(), v.minValue(1)), x);",
    result: 4,
  },
  uuid: { source: "import { v4, validate } from 'uuid'; const run = () => validate(v4());", result: true },
  nanoid: { source: "import { nanoid } from 'nanoid'; const run = (x) => nanoid(x).length;", result: 4 },
  'decimal.js': {
    source: "import { Decimal } from 'decimal.js'; const run = (x) => new Decimal(0.1).plus(0.2).times(x).toString();",
    result: '1.2',
  },
  'big.js': {
    source: "import Big from 'big.js'; const run = (x) => new Big(0.1).plus(0.2).times(x).toString();",
    result: '1.2',
  },
  luxon: {
    source:
      "import { DateTime } from 'luxon'; const run = (x) => DateTime.fromISO('2020-01-01', { zone: 'utc' }).plus({ days: x }).toISODate();",
    result: '2020-01-05',
  },
  ramda: { source: "import * as R from 'ramda'; const run = (x) => R.pipe(R.add(1), R.multiply(2))(x);", result: 10 },
  immer: {
    source:
      "import { produce } from 'immer'; const run = (x) => produce({ list: [1] }, (draft) => { draft.list.push(x); });",
    result: { list: [1, 4] },
  },
  superjson: {
    source:
      "import superjson from 'superjson'; const run = (x) => superjson.parse(superjson.stringify(new Map([['x', x]]))).get('x');",
    result: 4,
  },
  rxjs: {
    source:
      "import { of, map, toArray, lastValueFrom } from 'rxjs'; const run = (x) => lastValueFrom(of(1, x).pipe(map((n) => n * 2), toArray()));",
    result: [2, 8],
  },
  qs: {
    source: "import qs from 'qs'; const run = (x) => qs.parse(qs.stringify({ a: { b: x } }));",
    result: { a: { b: '4' } },
  },
  semver: {
    source: "import semver from 'semver'; const run = () => semver.satisfies('1.2.3', '^1.0.0');",
    result: true,
  },
  'ts-pattern': {
    source:
      "import { match, P } from 'ts-pattern'; const run = (x) => match(x).with(P.number, (n) => n + 1).otherwise(() => 0);",
    result: 5,
  },
  'fast-deep-equal': {
    source: "import equal from 'fast-deep-equal'; const run = (x) => equal({ x }, { x: 4 });",
    result: true,
  },
  ajv: { source: "import { Ajv } from 'ajv'; const run = () => typeof new Ajv().addSchema;", result: 'function' },
};
