import { Client, Connection } from '@temporalio/client';
import { DefaultFailureConverter, defaultPayloadConverter } from '@temporalio/common';

test("src/sdk/data-converter: a client of the SDK's takes a data converter that is loaded already, for all it sends", async () => {
  const failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
  const dataConverter = { payloadConverter: defaultPayloadConverter, failureConverter, payloadCodecs: [] };
  const connection = Connection.lazy({ address: '127.0.0.1:1' });
  const { options, workflow, schedule, activity } = new Client({ connection, dataConverter });
  expect(options.loadedDataConverter).toBe(dataConverter);
  for (const part of [workflow, schedule, activity])
    expect((part as unknown as { dataConverter: unknown }).dataConverter).toBe(dataConverter);
  await connection.close();
});
