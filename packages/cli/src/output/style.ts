import picocolors from 'picocolors';

/** Colors and weights for terminal text. */
export type Style = Pick<typeof picocolors, 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan'>;

/** The style of an output stream: plain with NO_COLOR (https://no-color.org), and outside a terminal unless FORCE_COLOR is set. */
export function styleOf(stream: { isTTY?: boolean }, env: NodeJS.ProcessEnv = process.env): Style {
  const forced = env['FORCE_COLOR'] !== undefined && env['FORCE_COLOR'] !== '0';
  return picocolors.createColors(!env['NO_COLOR'] && env['TERM'] !== 'dumb' && (forced || stream.isTTY === true));
}
