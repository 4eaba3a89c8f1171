import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { acquireTimeSkippingServer } from '@tfn/testing/server';

const saved = { ...process.env };
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tfn-ts-'));
});

afterEach(() => {
  process.env = { ...saved };
  rmSync(folder, { recursive: true });
});

test('takes a folder with the jars of the test server, or an executable', async () => {
  writeFileSync(join(folder, 'temporal-test-server-1.0.0.jar'), '');
  expect(await acquireTimeSkippingServer({ path: folder })).toEqual({ path: folder, source: 'option' });
  process.env['TFN_TIME_SKIPPING_SERVER'] = process.execPath;
  expect(await acquireTimeSkippingServer()).toEqual({ path: process.execPath, source: 'environment' });
});

test('refuses a path that holds no test server', async () => {
  await expect(acquireTimeSkippingServer({ path: folder })).rejects.toMatchObject({ code: 'TFN_TEST_SERVER_INVALID' });
});

test('says what to install when there is neither a download nor Java', async () => {
  process.env = {
    ...saved,
    TFN_CACHE_DIR: folder,
    TFN_TEMPORAL_DOWNLOAD_URL: 'http://127.0.0.1:9',
    PATH: '',
    JAVA_HOME: '',
  };
  const message = expect.stringMatching(/cannot be reached[^]*`java` is needed[^]*install a JDK/);
  await expect(acquireTimeSkippingServer()).rejects.toMatchObject({ code: 'TFN_TEST_SERVER_NOT_FOUND', message });
});
