import { spawn } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openTemporal } from '../src/dev/temporal/dev-temporal.ts';
import type { ResolvedConfig } from '../src/config/resolve-config.ts';

/** Listens. While it is stopped, the system accepts two connections for it, and ignores others. */
const server = `
const server = require('node:net').createServer((socket) => {
  require('node:fs').appendFileSync(process.argv[1], '.');
  socket.on('error', () => undefined);
});
server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => console.log(server.address().port));
`;

/** Calls back just before this process opens its nth connection. */
function beforeQuestion(number: number, use: () => void): void {
  let asked = 0;
  const onAsked = (): void => {
    asked += 1;
    if (asked < number) return;
    unsubscribe('net.client.socket', onAsked);
    use();
  };
  subscribe('net.client.socket', onAsked);
}

/** Blocks this process. */
function block(until: () => boolean): void {
  while (!until()) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
}

test('a Temporal server that was suspended for a while is not reported as gone, and one that ended is', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tfn-guard-'));
  const accepted = join(folder, 'accepted');
  const child = spawn(process.execPath, ['-e', server, accepted], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const port = Number(await once(child.stdout.setEncoding('utf8'), 'data'));
    child.kill('SIGSTOP');
    block(() => / T /.test(readFileSync(`/proc/${child.pid}/stat`, 'utf8')));
    const waiting = Array.from({ length: 4 }, () => connect(port, '127.0.0.1').on('error', () => undefined));
    await Promise.all(waiting.slice(0, 2).map((socket) => once(socket, 'connect')));

    const onGone = jest.fn();
    beforeQuestion(2, () => {
      child.kill('SIGCONT');
      block(() => existsSync(accepted) && readFileSync(accepted).length >= 2);
    });
    const asked = new Promise<void>((done) => beforeQuestion(3, done));
    const temporal = await openTemporal({ temporal: { address: `127.0.0.1:${port}` } } as ResolvedConfig, {
      ...{ onGone, onProgress: () => undefined, onBack: () => undefined },
    });
    await asked;
    expect(onGone).not.toHaveBeenCalled();
    expect(await temporal.answers()).toBe(true);

    for (const socket of waiting) socket.destroy();
    child.kill('SIGKILL');
    await once(child, 'close');
    expect(await temporal.answers()).toBe(false);
    await temporal.stop();
  } finally {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true });
  }
});
