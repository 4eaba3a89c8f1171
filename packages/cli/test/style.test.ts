import { styleOf } from '../src/output/style.ts';

const terminal = { isTTY: true };
const pipe = {};

test.each([
  ['a terminal', terminal, {}, true],
  ['a pipe', pipe, {}, false],
  ['a terminal with NO_COLOR', terminal, { NO_COLOR: '1' }, false],
  ['a terminal with an empty NO_COLOR', terminal, { NO_COLOR: '' }, true],
  ['a pipe with FORCE_COLOR', pipe, { FORCE_COLOR: '1' }, true],
  ['a pipe with FORCE_COLOR=0', pipe, { FORCE_COLOR: '0' }, false],
  ['FORCE_COLOR and NO_COLOR', pipe, { FORCE_COLOR: '1', NO_COLOR: '1' }, false],
  ['a dumb terminal', terminal, { TERM: 'dumb' }, false],
])('uses the right colors for %s', (_what, stream, env, painted) => {
  const { red, bold } = styleOf(stream, env);
  expect(red('x')).toBe(painted ? '\u001b[31mx\u001b[39m' : 'x');
  expect(bold('x')).toBe(painted ? '\u001b[1mx\u001b[22m' : 'x');
});
