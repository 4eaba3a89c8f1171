import { homedir } from 'node:os';
import { join } from 'node:path';
import { cacheDir } from '../../../src/server/acquire/cache-dir.ts';

const onPlatform = (platform: NodeJS.Platform, env: NodeJS.ProcessEnv): string => {
  const real = process.platform;
  Object.defineProperty(process, 'platform', { value: platform });
  try {
    return cacheDir(env);
  } finally {
    Object.defineProperty(process, 'platform', { value: real });
  }
};

test.each<[string, NodeJS.Platform, NodeJS.ProcessEnv, string]>([
  ['TFN_CACHE_DIR wins', 'linux', { TFN_CACHE_DIR: '/own', XDG_CACHE_HOME: '/xdg' }, '/own'],
  ['XDG_CACHE_HOME is respected', 'linux', { XDG_CACHE_HOME: '/xdg' }, join('/xdg', 'tfn')],
  ['~/.cache is the default on Linux', 'linux', {}, join(homedir(), '.cache', 'tfn')],
  ['~/Library/Caches is the default on macOS', 'darwin', {}, join(homedir(), 'Library', 'Caches', 'tfn')],
  ['%LOCALAPPDATA% is the default on Windows', 'win32', { LOCALAPPDATA: '/local' }, join('/local', 'tfn', 'Cache')],
])('%s', (_name, platform, env, expected) => {
  expect(onPlatform(platform, env)).toBe(expected);
});
