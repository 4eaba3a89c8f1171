import type { PackageManager } from '../project/package-manager.ts';

/** What a Dockerfile says to install a project's packages. */
export interface InstallSteps {
  /** The files that the package manager reads beside the packages' own, for COPY. Without the lock file there is no build. */
  readonly manifests: string;
  /** All packages. */
  readonly install: string;
  /** Those of production. */
  readonly installProduction: string;
  /** Those of production that one service of a monorepo needs. */
  readonly installApi: string;
  readonly installWorker: string;
}

/** The steps for a project of this name. */
export function installSteps(manager: PackageManager, name: string): InstallSteps {
  const step = (service: (part: string) => string): Pick<InstallSteps, 'installApi' | 'installWorker'> => ({
    installApi: service('api'),
    installWorker: service('worker'),
  });
  switch (manager) {
    case 'npm':
      return {
        manifests: 'package.json package-lock.json',
        install: 'npm ci',
        installProduction: 'npm ci --omit=dev',
        ...step((part) => `npm ci --omit=dev --workspace packages/${part}`),
      };
    case 'pnpm': {
      const install = 'corepack enable && pnpm install --frozen-lockfile';
      return {
        // With pnpm-workspace.yaml, which says which install scripts may run.
        manifests: 'package.json pnpm-*.yaml',
        install,
        installProduction: `${install} --prod`,
        ...step((part) => `${install} --prod --filter "@${name}/${part}..."`),
      };
    }
    case 'yarn':
      return {
        manifests: 'package.json yarn.lock .yarnrc.yml',
        install: 'corepack enable && yarn install --immutable',
        installProduction: 'corepack enable && yarn workspaces focus --all --production',
        ...step((part) => `corepack enable && yarn workspaces focus @${name}/${part} --production`),
      };
    case 'bun': {
      const install = 'npm install --global bun && bun install --frozen-lockfile';
      return {
        manifests: 'package.json bun.lock',
        install,
        installProduction: `${install} --production`,
        ...step(() => `${install} --production`),
      };
    }
  }
}
