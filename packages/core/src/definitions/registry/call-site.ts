/** The location of a definition in its source file. Lines and columns count from 1. */
export interface SourceLocation {
  /** An absolute path. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Formats a location so that terminals and editors make it clickable. */
export function formatLocation(location: SourceLocation | undefined): string {
  return location ? `${location.file}:${location.line}:${location.column}` : 'an unknown location';
}

/**
 * The module that is making a definition: of the user's frames on the stack, the outermost of the innermost
 * unbroken run, so that a definition made through the user's own factory belongs to the file that called it.
 * `boundary` is the function of ours whose callers count. Undefined in the workflow sandbox (where nothing
 * needs it) and on engines without V8's stack API.
 */
export function captureCallSite(boundary: (...args: never[]) => unknown): SourceLocation | undefined {
  if (inSandbox() || !Error.captureStackTrace) return undefined;
  let found: SourceLocation | undefined;
  let within: string | null | undefined;
  for (const frame of stackOf(boundary)) {
    const file = fileOf(frame);
    if (!FOREIGN.test(file)) {
      // tsx adds a frame without a name and with a meaningless position, except for a module's top level.
      if (found?.file !== file || within)
        found = { file, line: frame.getLineNumber() ?? 1, column: frame.getColumnNumber() ?? 1 };
      within = frame.getFunctionName();
    } else if (found) break;
  }
  return found;
}

/** Whether this code runs in the workflow sandbox, where call sites are not needed and function bodies are pruned. */
export function inSandbox(): boolean {
  return '__TEMPORAL_ACTIVATOR__' in globalThis;
}

// --- internal ---

/** Files of Node itself, of installed packages and of what loads a bundler's modules, and code without a file. */
const FOREIGN = /^node:|[\\/]node_modules[\\/]|^[^\\/]*$|[\\/](?:\[turbopack\]_|webpack-)runtime\.js$/;

function stackOf(boundary: (...args: never[]) => unknown): readonly NodeJS.CallSite[] {
  const { prepareStackTrace, stackTraceLimit } = Error;
  const holder: { stack?: readonly NodeJS.CallSite[] } = {};
  try {
    // Structured frames, not text: with source maps enabled the text names files that were never loaded.
    Error.prepareStackTrace = (_, frames) => frames;
    Error.stackTraceLimit = 20;
    Error.captureStackTrace(holder, boundary);
    return holder.stack ?? [];
  } finally {
    Object.assign(Error, { prepareStackTrace, stackTraceLimit });
  }
}

/** The path of a frame's file; for ES modules V8 reports a URL. tsx loads CommonJS that an ES module imports as a `data:` URL. */
function fileOf(frame: NodeJS.CallSite): string {
  const name = (frame.getFileName() ?? '').replace(/^data:.*\?filePath=/s, 'file://');
  return name.startsWith('file:') ? decodeURIComponent(name.replace(/^file:\/\/(\/(?=[a-z]:))?|\?.*$/gi, '')) : name;
}
