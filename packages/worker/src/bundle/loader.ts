import path from 'node:path';
import { transform } from 'esbuild';
import type { Loader } from 'esbuild';
import { prune } from './prune.ts';

/** The part of webpack's loader context that is used here. */
export interface LoaderContext {
  readonly resourcePath: string;
  getOptions(): LoaderOptions;
  async(): (error: unknown, code?: string, map?: string) => void;
}

/** What this loader is given: the generated source, when the file is the bundle's entry. */
export interface LoaderOptions {
  readonly source?: string;
}

/** A webpack loader: prunes a user's file and turns TypeScript into JavaScript; gives the generated source of the entry. */
// oxlint-disable-next-line import/no-default-export -- webpack asks for it
export default function load(this: LoaderContext, source: string): void {
  const done = this.async();
  const generated = this.getOptions().source;
  if (generated !== undefined) return done(null, generated);
  const loader = path.extname(this.resourcePath).slice(1).replace(/^[cm]/, '') as Loader;
  void Promise.resolve()
    .then(() => transform(prune(source, this.resourcePath), { loader, target: 'node20', sourcemap: true, sourcefile: this.resourcePath }))
    .then(({ code, map }) => done(null, code, map), done);
}
