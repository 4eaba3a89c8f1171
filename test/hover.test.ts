import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript-5.9';

const root = join(__dirname, '..');

describe('what an editor shows', () => {
  const hover = createHover();

  test.each([
    ['functions.ts', 'charge', 'const charge: FunctionDef<"charge", Order, { paymentId: string; }>'],
    ['functions.ts', 'ping', 'const ping: FunctionDef<"ping", void, string>'],
    ['functions.ts', 'cancel', 'const cancel: SignalDef<{ reason: string; }>'],
    [
      'functions.ts',
      'processOrder',
      'const processOrder: WorkflowDef<"processOrder", Order, { orderId: string; paymentId: string; }>',
    ],
    ['functions.ts', 'payment', 'const payment: { paymentId: string; }'],
    ['client.ts', 'handle', 'const handle: WorkflowHandle<{ orderId: string; paymentId: string; }>'],
    ['client.ts', 'named', 'const named: { orderId: string; paymentId: string; }'],
    ['tests.ts', 'calls', 'const calls: number[]'],
    ['worker.ts', 'worker', 'const worker: Worker'],
  ])('in %s over %s is a plain type', (file, name, shown) => {
    expect(hover(file, name)).toBe(shown);
  });
});

/** The text that TypeScript's language service shows for the declaration of a name in the consumer project. */
function createHover(): (file: string, name: string) => string {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), (path) => ts.sys.readFile(path));
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const folder = join(root, 'test/consumer/src');
  const service = ts.createLanguageService({
    ...ts.sys,
    useCaseSensitiveFileNames: () => ts.sys.useCaseSensitiveFileNames,
    getCompilationSettings: () => ({
      ...options,
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
    }),
    getCurrentDirectory: () => root,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    getScriptFileNames: () => ts.sys.readDirectory(folder, ['.ts']),
    getScriptSnapshot: (path) =>
      ts.sys.fileExists(path) ? ts.ScriptSnapshot.fromString(readFileSync(path, 'utf8')) : undefined,
    getScriptVersion: () => '1',
  });
  return (file, name) => {
    const path = join(folder, file);
    const declared = readFileSync(path, 'utf8').search(new RegExp(`(?<=const )${name}\\b`));
    const info = service.getQuickInfoAtPosition(path, declared);
    return ts.displayPartsToString(info?.displayParts).replaceAll(/\s+/g, ' ');
  };
}
