/** The object without its undefined fields: the form that Temporal's options want. */
export function definedOnly<TObject extends object>(object: TObject): Defined<TObject> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as Defined<TObject>;
}

/** The same fields, where none is undefined and those that could be are optional. */
export type Defined<TObject> = {
  [TKey in keyof TObject as undefined extends TObject[TKey] ? never : TKey]: TObject[TKey];
} & {
  [TKey in keyof TObject as undefined extends TObject[TKey] ? TKey : never]?: Exclude<TObject[TKey], undefined>;
};
