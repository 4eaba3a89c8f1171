/** The name that Temporal's SDK has for a value of an option: 'try-cancel' is its 'TRY_CANCEL'. */
export function toTemporalName<TName extends string>(name: TName): TemporalName<TName> {
  return name.toUpperCase().replaceAll('-', '_') as TemporalName<TName>;
}

// --- internal ---

type TemporalName<TName extends string> = TName extends `${infer TFirst}-${infer TRest}`
  ? `${Uppercase<TFirst>}_${TemporalName<TRest>}`
  : Uppercase<TName>;
