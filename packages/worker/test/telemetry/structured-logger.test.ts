import pino from 'pino';
import { createLogger, prettyLine, toLogger } from '@tfn/core/telemetry';
import type { LoggerOptions, Pino, StructuredLogger } from '@tfn/core/telemetry';
import { findDefaultLogger } from '../../src/telemetry/default-logger.ts';

function written(options: Omit<LoggerOptions, 'output'>, isTTY: boolean) {
  const texts: string[] = [];
  const output = { isTTY, write: (text: string) => texts.push(text) };
  return { texts, logger: createLogger(pino as unknown as Pino, { output, ...options }) };
}

/** One value of every kind. */
function logAll(logger: StructuredLogger): void {
  logger.debug({}, 'too small');
  logger.info({ workflowId: 'w', tags: ['a'] }, 'shipped');
  toLogger(logger).error('POST /orders failed', {
    errorId: 'e',
    error: Object.assign(new Error('refused'), { details: { card: '4242' }, stack: 'Error: refused\n    at charge' }),
  });
}

describe('the default logger', () => {
  it('writes one JSON object per line, without the data of errors', () => {
    const { texts, logger } = written({}, false);
    logAll(logger);
    expect(texts.map((text) => JSON.parse(text) as object)).toEqual([
      expect.objectContaining({ level: 30, msg: 'shipped', workflowId: 'w', tags: ['a'], pid: process.pid }),
      expect.objectContaining({
        ...{ level: 50, msg: 'POST /orders failed', errorId: 'e' },
        err: { type: 'Error', name: 'Error', message: 'refused', stack: 'Error: refused\n    at charge' },
      }),
    ]);
  });

  it('writes lines for people on a terminal', () => {
    const { texts, logger } = written({ colors: false }, true);
    logAll(logger);
    expect(texts).toEqual([
      expect.stringMatching(/^\d\d:\d\d:\d\d\.\d{3} INFO {2}shipped workflowId=w tags=\["a"\]\n$/),
      expect.stringMatching(
        /^\d\d:\d\d:\d\d\.\d{3} ERROR POST \/orders failed errorId=e\n {2}Error: refused\n {6}at charge\n$/,
      ),
    ]);
    expect(prettyLine('{"level":40,"time":0,"msg":"late"}', true)).toContain('\u001b[33mWARN \u001b[39m late');
    expect(prettyLine('no JSON\n', true)).toBe('no JSON\n');
  });

  it('uses the given level and format', () => {
    const { texts, logger } = written({ level: 'debug', format: 'json' }, true);
    logAll(logger);
    expect(texts.map((text) => (JSON.parse(text) as { msg: string }).msg)).toContain('too small');
  });

  it('is pino if that is installed, and always the same instance', () => {
    expect(findDefaultLogger()).toBe(findDefaultLogger());
    expect(findDefaultLogger()).toMatchObject({ level: 'info' });
  });
});
