import { cliError } from '../errors.ts';

/** The address that serves telemetry. */
export interface TelemetryAddress {
  /** Undefined for all interfaces. */
  readonly host: string | undefined;
  readonly port: number;
}

/** Parses `telemetry.address`. @throws {TfnError} TFN_CLI_SETTING_INVALID */
export function parseTelemetryAddress(address: string): TelemetryAddress {
  const [, host = '', port] = /^\[?(.*?)\]?:(\d{1,5})$/.exec(address) ?? [];
  if (port === undefined || Number(port) > 65_535)
    throw refuseTelemetryAddress(address, "host:port, such as '0.0.0.0:9464'");
  return { host: host === '' ? undefined : host, port: Number(port) };
}

/** The error for an address that this process cannot listen on. */
export function telemetryAddressTaken(address: string, cause: Error): Error {
  return refuseTelemetryAddress(address, `an address that is free here (${cause.message})`);
}

// --- internal ---

function refuseTelemetryAddress(address: string, expected: string): Error {
  return cliError('TFN_CLI_SETTING_INVALID', {
    setting: 'telemetry.address',
    from: 'the configuration',
    value: `'${address}'`,
    expected,
  });
}
