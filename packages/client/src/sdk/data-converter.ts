import type { DataConverter, LoadedDataConverter } from '@temporalio/common';
import { createValuesConverter } from '@tfn/core/internal';
import type { ClientOptions } from '../client-options.ts';

/**
 * The client's data converter: with rich values, unless the user has a payload converter, and with the client's codec as the last one before
 * Temporal. The codec gets messages and stacks of failures too, which are plain text otherwise, unless the user has a failure converter. Ours
 * are passed as objects, not by the paths of their modules, as a path leads nowhere once a bundler has made one file of an app. `load`
 * has the SDK load the user's converters.
 */
export function toDataConverter(
  { payloadCodec, dataConverter, values = 'rich' }: ClientOptions,
  load: (converter: DataConverter | undefined) => LoadedDataConverter,
): LoadedDataConverter {
  const { DefaultFailureConverter, defaultFailureConverter, defaultPayloadConverter, RawValue } =
    require('@temporalio/common') as typeof import('@temporalio/common');
  const isRaw = (value: unknown): boolean => value instanceof RawValue;
  const loaded =
    dataConverter === undefined
      ? { failureConverter: defaultFailureConverter, payloadCodecs: [] }
      : load(dataConverter);
  const { payloadCodecs } = loaded;
  return {
    ...loaded,
    payloadConverter:
      'payloadConverter' in loaded && dataConverter?.payloadConverterPath !== undefined
        ? loaded.payloadConverter
        : createValuesConverter(defaultPayloadConverter, { mode: () => values, isRaw }),
    ...(payloadCodec !== undefined && {
      payloadCodecs: [...payloadCodecs, payloadCodec],
      ...(dataConverter?.failureConverterPath === undefined && {
        failureConverter: new DefaultFailureConverter({ encodeCommonAttributes: true }),
      }),
    }),
  };
}
