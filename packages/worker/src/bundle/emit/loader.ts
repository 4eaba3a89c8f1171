import type { BundlePlan } from '../plan/bundle-plan.ts';
import type { Virtual } from '../plan/virtual-modules.ts';
import { loadSource } from './load-source.ts';

/** The part of webpack's loader context that we use. */
export interface LoaderContext {
  readonly resourcePath: string;
  readonly resourceQuery: string;
  getOptions(): LoaderOptions;
  async(): (error: unknown, code?: string, map?: string) => void;
}

/** Options of the loader. */
export interface LoaderOptions {
  readonly plan: BundlePlan;
  /** Virtual modules by id. */
  readonly virtuals: ReadonlyMap<string, Virtual>;
}

/** A webpack loader: returns users' files as pruned JavaScript, and the code of virtual modules. */
// oxlint-disable-next-line import/no-default-export -- webpack requires it
export default function load(this: LoaderContext, text: string): void {
  const done = this.async();
  const { plan, virtuals } = this.getOptions();
  if (this.resourceQuery !== '') {
    return done(null, virtuals.get(decodeURIComponent(this.resourceQuery.slice(1)))?.code ?? '');
  }
  void loadSource(plan, { file: this.resourcePath, text, commonJs: false }).then(
    ({ code, map }) => done(null, code, map),
    done,
  );
}
