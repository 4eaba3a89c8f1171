/** A small program, bundled and run by a real worker. A unique name replaces `NAME` in its files. */
export interface Fixture {
  readonly title: string;
  /** The files by path; the first defines the workflow `NAME`. */
  readonly files: Readonly<Record<string, string>>;
  /** The result of the workflow for the input 4. Functions of fixtures return ten times a number, and any other input unchanged. */
  readonly result: unknown;
  /** Texts that the bundle's code must not contain. */
  readonly gone?: readonly string[];
  /** Texts that it must contain. */
  readonly kept?: readonly string[];
  /** Symbolic links to folders of the fixture, by their paths. */
  readonly links?: Readonly<Record<string, string>>;
  /** The file to bundle if it is not the first: the output of a compiler that the test runs. */
  readonly compile?: 'esbuild-cjs' | 'esbuild-bundle' | 'esbuild-bundle-all' | 'tsc';
}

/** A fixture without options. */
export function fixture(title: string, files: Fixture['files'], rest: Omit<Fixture, 'title' | 'files'>): Fixture {
  return { title, files, ...rest };
}
