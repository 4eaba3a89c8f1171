const kindKey: unique symbol = Symbol.for('@tfn/kind') as never;

/** What a definition is. */
export type DefKind = 'function' | 'workflow' | 'signal' | 'query' | 'update' | 'trigger';

/** The mark by which definitions are known across copies of core, Jest realms and the workflow sandbox. */
export interface Branded<TKind extends DefKind = DefKind> {
  readonly [kindKey]: TKind;
}

/** Freezes a definition and marks it. */
export function brand<TKind extends DefKind, TDef extends object>(kind: TKind, def: TDef): TDef & Branded<TKind> {
  return Object.freeze({ [kindKey]: kind, ...def }) as TDef & Branded<TKind>;
}

/** The kind of definition that a value is, or undefined when it is none. */
export function kindOf(value: unknown): DefKind | undefined {
  return typeof value === 'object' && value !== null ? (value as Partial<Branded>)[kindKey] : undefined;
}
