import type { DataConverter, LoadedDataConverter } from '@temporalio/common';
import type { ClientOptions } from '../client-options.ts';

/**
 * Adds the client's codec to its data converter, as the last one before Temporal, and has it encode messages and stacks of failures
 * too, which are plain text otherwise. A failure converter of the user's is kept. Ours is passed as an object, not by the path of its
 * module, as a path leads nowhere once a bundler has made one file of an app. `load` has the SDK load the user's converter.
 */
export function withPayloadCodec(
  { payloadCodec, dataConverter }: ClientOptions,
  load: (converter: DataConverter | undefined) => LoadedDataConverter,
): DataConverter | undefined {
  if (payloadCodec === undefined) return dataConverter;
  const payloadCodecs = [...(dataConverter?.payloadCodecs ?? []), payloadCodec];
  if (dataConverter?.failureConverterPath !== undefined) return { ...dataConverter, payloadCodecs };
  const { DefaultFailureConverter } = require('@temporalio/common') as typeof import('@temporalio/common');
  const failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
  const loaded: LoadedDataConverter = { ...load(dataConverter), failureConverter, payloadCodecs };
  return loaded;
}
