/** What the helper knows of Temporal's DataConverter. */
interface Converter<TCodec> {
  payloadCodecs?: TCodec[];
  failureConverterPath?: string;
}

/**
 * Adds a codec to a data converter, as the one that is next to Temporal, and lets the messages and stacks of failures pass through it,
 * which Temporal sends as plain text otherwise. A failure converter of the user's stays.
 */
export function withPayloadCodec<TCodec, TConverter extends Converter<TCodec>>(
  codec: TCodec | undefined,
  converter: TConverter | undefined,
  failureConverterPath: string,
): TConverter | undefined {
  if (codec === undefined) return converter;
  return {
    failureConverterPath,
    ...converter,
    payloadCodecs: [...(converter?.payloadCodecs ?? []), codec],
  } as unknown as TConverter;
}
