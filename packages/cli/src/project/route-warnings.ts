import { registry } from '@tfn/core';
import type * as handler from '@tfn/triggers-http/handler';
import type { ProjectPackages } from './load-package.ts';

/** What the OpenAPI document of the project's routes cannot describe, a sentence each; nothing where they cannot be served. */
export function routeWarnings(packages: ProjectPackages): readonly string[] {
  const defs = [...registry.triggers.values()].filter((trigger) => trigger.type === 'http');
  const entry = '@tfn/triggers-http/handler';
  if (defs.length === 0 || packages.find(entry) === undefined) return [];
  try {
    const { createOpenApiDocument } = packages.load<typeof handler>(entry, 'Describing tfn.http');
    const warnings = new Set<string>();
    const warn = (warning: string): void => void warnings.add(warning);
    createOpenApiDocument({ defs, basePath: '', hasStatus: false, mount: '', warn });
    return [...warnings];
  } catch {
    // A route that cannot be described is reported where it is served.
    return [];
  }
}
