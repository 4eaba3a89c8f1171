import type { Case } from '../case.ts';
import { failureOf } from '../case.ts';
import * as fixtures from '../fixtures/schemas.ts';

const stay = { nights: '2', guests: '3', from: '2026-03-01' };
const READ = '[2,3,true,2026,"double"]';
const wrong = { ...stay, guests: 'many' };
const unknownKey = { ...stay, pets: 1 };

/** What schemas make of inputs and results, wherever these come from. */
export const schemaCases: readonly Case[] = [
  {
    name: "gives a function its schema's output, wherever it is called",
    async run(env) {
      expect(await env.execute(fixtures.readStay, stay)).toBe(READ);
      expect(await env.execute(fixtures.readStayLocally, stay)).toBe(READ);
      expect(await env.execute(fixtures.runReadStay, stay)).toEqual([READ, READ]);
      expect(await env.run(fixtures.readStay, stay)).toBe(READ);
    },
  },
  {
    name: "gives the mock of a function its schema's output, and records it",
    async run(env) {
      const mock = env.mock(fixtures.readStay, ({ nights }) => `mocked ${nights + 1}`);
      expect(await env.execute(fixtures.readStay, stay)).toBe('mocked 3');
      expect((await env.execute(fixtures.runReadStay, stay))[0]).toBe('mocked 3');
      expect(mock.calls.map(({ input }) => input)).toEqual([1, 2].map(() => expect.objectContaining({ nights: 2 })));
    },
  },
  {
    name: 'parses the input of each attempt once',
    async run(env) {
      let attempts = 0;
      env.mock(fixtures.readStay, ({ nights }) => {
        attempts += 1;
        if (attempts === 1) throw new Error('busy');
        return String(nights);
      });
      expect(await env.execute(fixtures.readStay, stay)).toBe('2');
      expect(attempts).toBe(2);
    },
  },
  {
    name: 'fails a function that a workflow calls with a wrong input at once, with its path',
    async run(env) {
      const error = await failureOf(env.execute(fixtures.runReadStay, wrong));
      expect(error.details?.rootCause).toMatchObject({
        type: 'TFN_INPUT_INVALID',
        message: expect.stringMatching(/'readStay' does not match its schema: guests: /),
      });
      expect(env.calls(fixtures.readStay)).toHaveLength(1);
      for (const input of [wrong, unknownKey]) {
        expect((await failureOf(env.execute(fixtures.readStay, input))).code).toBe('TFN_INPUT_INVALID');
        expect((await failureOf(env.run(fixtures.readStay, input))).code).toBe('TFN_INPUT_INVALID');
      }
    },
  },
  {
    name: 'gives every reader the output of the output schema of a function',
    async run(env) {
      const total = '1.5 EUR';
      expect(await env.execute(fixtures.charge, 150)).toEqual({ total });
      expect(await env.execute(fixtures.runCharge, 150)).toEqual({ total });
      expect(await env.run(fixtures.charge, 150)).toEqual({ total });
    },
  },
];
