import type { PackageManager } from '../project/package-manager.ts';

/** The steps of a Dockerfile that install a project's packages. */
export interface InstallSteps {
  /** The package manager's files to COPY, besides the package.json files. The build requires the lock file. */
  readonly manifests: string;
  /** Installs all packages. */
  readonly install: string;
  /** Installs the production packages. */
  readonly installProduction: string;
  /** Installs the production packages of one service of a monorepo. */
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
        // pnpm-workspace.yaml lists the install scripts that may run.
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
