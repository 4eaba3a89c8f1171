/** The part of Temporal's DataConverter that is used here. */
interface Converter<TCodec> {
  payloadCodecs?: TCodec[];
  failureConverterPath?: string;
}

/**
 * Adds a codec to a data converter, as the last one before Temporal, and has it encode messages and stacks of failures too,
 * which are plain text otherwise. A failure converter of the user's is kept.
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
