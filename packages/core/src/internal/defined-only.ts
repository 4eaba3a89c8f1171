/** Removes undefined fields, which Temporal's options do not accept. */
export function definedOnly<TObject extends object>(object: TObject): Defined<TObject> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as Defined<TObject>;
}

/** The same fields; those that could be undefined are optional instead. */
export type Defined<TObject> = {
  [TKey in keyof TObject as undefined extends TObject[TKey] ? never : TKey]: TObject[TKey];
} & {
  [TKey in keyof TObject as undefined extends TObject[TKey] ? TKey : never]?: Exclude<TObject[TKey], undefined>;
};
