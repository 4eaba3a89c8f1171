import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

jest.setTimeout(120_000);

const root = join(__dirname, '..');

/** An advisory as registries send it. */
const advisory = (id: string): object => ({
  ...{ github_advisory_id: id, severity: 'high', module_name: 'left', title: 'Left is not right' },
  findings: [{ version: '1.0.0', paths: ['.>left'] }],
});

/** Runs `npm run audit` against our own registry, which sends this answer, and serves only audits. */
async function audit(answer: object | undefined): Promise<{ code: unknown; output: string }> {
  const registry = createServer((request, response) => {
    request.resume().once('end', () => {
      if (answer === undefined) response.writeHead(405);
      response.end(answer === undefined ? '' : JSON.stringify({ actions: [], muted: [], ...answer }));
    });
  }).listen(0, '127.0.0.1');
  await once(registry, 'listening');
  const { port } = registry.address() as AddressInfo;
  const option = `--config.registry=http://127.0.0.1:${port}`;
  const child = spawn(process.execPath, ['scripts/audit.mjs', option], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += String(data)));
  const [code] = (await once(child, 'close')) as [unknown];
  registry.closeAllConnections();
  registry.close();
  return { code, output };
}

const answerOf = (...advisories: object[]): object => ({
  advisories: Object.fromEntries(advisories.map((each, index) => [String(index), each])),
  metadata: { vulnerabilities: { high: advisories.length }, totalDependencies: 1000 },
});

describe('npm run audit', () => {
  it('passes when SECURITY.md explains every advisory of the registry', async () => {
    const { code, output } = await audit(answerOf(advisory('GHSA-67mh-4wv8-f99m')));
    expect([code, output]).toEqual([0, '1000 dependencies, 1 advisories; SECURITY.md explains 1.\n']);
  });

  it('fails on an advisory that SECURITY.md does not explain', async () => {
    const { code, output } = await audit(answerOf(advisory('GHSA-67mh-4wv8-f99m'), advisory('GHSA-0000-0000-0000')));
    expect(code).toBe(1);
    expect(output).toContain('GHSA-0000-0000-0000 (high) left 1.0.0: Left is not right\n');
    expect(output).toContain('explain in SECURITY.md');
  });

  it('fails when the registry answers no audits', async () => {
    const { code, output } = await audit(undefined);
    expect(code).toBe(1);
    expect(output).toContain('The registry did not answer the audit');
  });
});
