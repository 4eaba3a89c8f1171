const kindKey: unique symbol = Symbol.for('@tfn/kind') as never;

/** The kinds of definition. */
export type DefKind = 'function' | 'workflow' | 'signal' | 'query' | 'update' | 'trigger';

/** Identifies a definition across copies of core, Jest realms and the workflow sandbox. */
export interface Branded<TKind extends DefKind = DefKind> {
  readonly [kindKey]: TKind;
}

/** Adds the brand of its kind to a definition and freezes it. */
export function brand<TKind extends DefKind, TDef extends object>(kind: TKind, def: TDef): TDef & Branded<TKind> {
  return Object.freeze({ [kindKey]: kind, ...def }) as TDef & Branded<TKind>;
}

/** The kind of a definition; undefined for any other value. */
export function kindOf(value: unknown): DefKind | undefined {
  return typeof value === 'object' && value !== null ? (value as Partial<Branded>)[kindKey] : undefined;
}
