import { Runtime } from '@temporalio/worker';
import { installRuntime } from '@tfn/worker';
import pino from 'pino';

it('accepts exactly the entries that its logger logs at its level', async () => {
  const lines: unknown[] = [];
  const logger = pino({ level: 'info' }, { write: (text: string) => void lines.push(JSON.parse(text)) });
  await installRuntime({ logger });
  const { logger: temporal } = Runtime.instance();
  const read: string[] = [];
  const say = (level: 'debug' | 'info' | 'warn', log: (meta: Record<string, unknown>) => void): void =>
    log({
      get step(): string {
        read.push(level);
        return level;
      },
    });
  say('debug', (meta) => temporal.debug('Activity started', meta));
  say('debug', (meta) => temporal.log('DEBUG', 'Activity started', meta));
  say('info', (meta) => temporal.info('Worker state changed', meta));
  say('warn', (meta) => temporal.log('WARN', 'Activity failed', meta));
  await Runtime.instance().shutdown();

  expect(new Set(read)).toEqual(new Set(['info', 'warn']));
  expect(lines).toEqual([
    expect.objectContaining({ level: 30, msg: 'Worker state changed', step: 'info' }),
    expect.objectContaining({ level: 40, msg: 'Activity failed', step: 'warn' }),
  ]);
});
