import { isBuilt, isSameDeclaration } from '../../../src/definitions/registry/same-declaration.ts';
import { tfn } from '../../../src/index.ts';

/** A definition whose handler has this text. */
function handlerOf(code: string): { handler: () => unknown; source: undefined } {
  const handler = (): undefined => undefined;
  handler.toString = () => code;
  return { handler, source: undefined };
}

describe('copies of a definition in the chunks of a bundler', () => {
  test.each([
    [
      'webpack, whose numbers differ',
      'async n=>(0,a.decorate)(`Hello ${n} ${(await r.e(123).then(r.bind(r,456))).extra}`)',
      'async e=>(0,_db__WEBPACK_IMPORTED_MODULE_1__.decorate)(`Hello ${e} ${(await t.e(789).then(t.bind(t,987))).extra}`)',
    ],
    [
      'Turbopack, whose names contain the layer',
      'async (n)=>(0, __TURBOPACK__imported__module__$5b$app$2d$route$5d$["decorate"])("Hello")',
      'async (n)=>(0, __TURBOPACK__imported__module__$5b$app$2d$rsc$5d$["decorate"])("Hello")',
    ],
  ])('are one definition: %s', (_, first, second) => {
    expect(isSameDeclaration(handlerOf(first), handlerOf(second), true)).toBe(true);
    expect(isSameDeclaration(handlerOf(first), handlerOf(second), false)).toBe(false);
  });

  test.each([
    ["async()=>'this is a'", "async()=>'this is b'"],
    ['async()=>1', 'async()=>2'],
    ['async()=>{throw new Error("x")}', 'async()=>{return "x"}'],
  ])('are two definitions when their code differs: %s and %s', (first, second) => {
    expect(isSameDeclaration(handlerOf(first), handlerOf(second), true)).toBe(false);
  });
});

describe('triggers of one key', () => {
  const wf = tfn.workflow('same.declaration', async () => 1);
  const other = tfn.workflow('same.declaration.other', async () => 1);
  const route = {
    type: 'http',
    method: 'POST',
    path: '/same',
    target: wf,
    options: { async: true },
    source: undefined,
  };

  it('are one when target and options are equal', () => {
    const isSame = (changes: object): boolean => isSameDeclaration(route, { ...route, ...changes }, false);
    expect(isSame({ options: { async: true } })).toBe(true);
    expect(isSame({ options: { async: false } })).toBe(false);
    expect(isSame({ target: other })).toBe(false);
  });
});

test('files of frameworks’ builds are known by their folders', () => {
  const at = (file: string): boolean => isBuilt({ file, line: 1, column: 1 });
  expect(at('/app/.next/server/chunks/ssr/x.js')).toBe(true);
  expect(at('webpack-internal:///(rsc)/./lib/orders.ts')).toBe(true);
  expect(at('/home/.work/functions/orders.ts')).toBe(false);
});
