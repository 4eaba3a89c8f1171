/** A small program, bundled and run by a real worker. `NAME` in its files is replaced by a name of its own. */
export interface Fixture {
  readonly title: string;
  /** By path; the first is the file that defines the workflow `NAME`. */
  readonly files: Readonly<Record<string, string>>;
  /** What the workflow returns for the input 4. Functions of fixtures give ten times a number, and anything else as it is. */
  readonly result: unknown;
  /** Texts that the bundle's code must not hold. */
  readonly gone?: readonly string[];
  /** Texts that it must hold. */
  readonly kept?: readonly string[];
  /** Symbolic links to folders of the fixture, by their paths. */
  readonly links?: Readonly<Record<string, string>>;
  /** The file to bundle, when it is not the first: for output of a compiler that the test runs. */
  readonly compile?: 'esbuild-cjs' | 'esbuild-bundle' | 'esbuild-bundle-all' | 'tsc';
}

/** A fixture without options. */
export function fixture(title: string, files: Fixture['files'], rest: Omit<Fixture, 'title' | 'files'>): Fixture {
  return { title, files, ...rest };
}
