/** How a stubbed module came into the bundle; known when the bundle is complete. */
export interface StubOrigin {
  /** The files and packages that lead to it. */
  readonly chain: readonly string[];
  /** The line that imports it, with its location. */
  readonly imported: string;
  /** Whether it is a package, which could be bundled for real. */
  readonly isPackage: boolean;
}

/** Lines of the user's code, by file and number. */
export type UserLines = Readonly<
  Record<string, { readonly isCompiled: boolean; readonly lines: Readonly<Record<number, string>> }>
>;
