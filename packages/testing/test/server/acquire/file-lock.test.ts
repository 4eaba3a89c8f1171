import { existsSync, mkdirSync, readdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { withFileLock } from '../../../src/server/acquire/file-lock.ts';
import { compileScript, runScript } from '../support/processes.ts';
import { useTempFolder } from '../support/temp-folder.ts';

const folder = useTempFolder();
const ignore = (): void => {};

test('work under one lock runs one at a time, and the lock leaves nothing behind', async () => {
  const path = join(folder(), 'lock');
  const events: string[] = [];
  const work = (name: string) => async (): Promise<void> => {
    events.push(`${name} begins`);
    await sleep(150);
    events.push(`${name} ends`);
  };
  await Promise.all(['a', 'b', 'c'].map((name) => withFileLock(path, work(name), ignore)));
  expect(events).toHaveLength(6);
  for (const index of [0, 2, 4]) {
    expect(events[index + 1]).toBe(events[index]?.replace('begins', 'ends'));
  }
  expect(readdirSync(folder())).toEqual([]);
});

test('a lock is released when its work fails', async () => {
  const path = join(folder(), 'lock');
  const failing = withFileLock(path, () => Promise.reject(new Error('no luck')), ignore);
  await expect(failing).rejects.toThrow('no luck');
  expect(existsSync(path)).toBe(false);
});

test('what is in the place of a lock and is no lock is an error, since no one would release it', async () => {
  const [path, dangling] = [join(folder(), 'lock'), join(folder(), 'dangling')];
  mkdirSync(path);
  symlinkSync(join(folder(), 'not-there'), dangling);
  for (const one of [path, dangling])
    await expect(withFileLock(one, () => Promise.resolve(), ignore)).rejects.toThrow(`'${one}' is not a file`);
});

test('a folder that the system refuses is an error at once', async () => {
  await expect(withFileLock('/proc/tfn/below/lock', () => Promise.resolve(), ignore)).rejects.toThrow('/proc/tfn');
});

test('a waiting process learns who holds the lock, and gets it when the holder was killed with SIGKILL', async () => {
  const path = join(folder(), 'lock');
  const script = compileScript(
    folder(),
    `import { withFileLock } from './server/acquire/file-lock.ts';
     void withFileLock(${JSON.stringify(path)}, async () => {
       console.log('held');
       await new Promise((resolve) => setTimeout(resolve, 600_000));
     }, () => {});`,
  );
  const holder = runScript(script);
  await holder.line('held');
  const reported: number[] = [];
  const taken = withFileLock(
    path,
    () => Promise.resolve('mine'),
    ({ pid }) => {
      reported.push(pid);
      holder.process.kill('SIGKILL');
    },
  );
  await expect(taken).resolves.toBe('mine');
  expect(reported).toEqual([holder.process.pid]);
  await holder.ended;
});

test('a lock of another machine is valid until it has not been renewed for a minute', async () => {
  const path = join(folder(), 'lock');
  writeFileSync(path, JSON.stringify({ pid: 1, host: `not-${hostname()}` }));
  let waits = 0;
  const taken = withFileLock(
    path,
    () => Promise.resolve('mine'),
    () => {
      waits += 1;
      const old = new Date(Date.now() - 61_000);
      utimesSync(path, old, old);
    },
  );
  await expect(taken).resolves.toBe('mine');
  expect(waits).toBe(1);
});

test('a damaged lock file is broken when it is old', async () => {
  const path = join(folder(), 'lock');
  writeFileSync(path, '{"pid":');
  const old = new Date(Date.now() - 61_000);
  utimesSync(path, old, old);
  await expect(withFileLock(path, () => Promise.resolve('mine'), ignore)).resolves.toBe('mine');
});
