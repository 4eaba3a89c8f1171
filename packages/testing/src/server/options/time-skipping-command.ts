import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** The command that starts the time-skipping server. Its port is the last argument. */
export interface ServerCommand {
  readonly command: string;
  readonly args: readonly string[];
}

/** The command of an executable, or of a folder with the Java server's jars; undefined when it is neither. */
export function toServerCommand(path: string): ServerCommand | undefined {
  if (!existsSync(path)) return undefined;
  if (!statSync(path).isDirectory()) return { command: path, args: [] };
  const jars = readdirSync(path).filter((name) => name.endsWith('.jar'));
  if (!jars.some((name) => name.startsWith('temporal-test-server'))) return undefined;
  const archive = join(path, CLASS_ARCHIVE);
  return {
    command: javaCommand(),
    args: [
      ...FAST_START,
      // Java ignores it when another Java version made it.
      ...(existsSync(archive)
        ? [`-XX:SharedArchiveFile=${archive}`, '-Xshare:auto', '-Xlog:cds=off', '-Xlog:cds+dynamic=off']
        : []),
      '-cp',
      join(path, '*'),
      MAIN_CLASS,
    ],
  };
}

/** The command that makes the class archive, with which the server starts in a third of the time. Java writes it at its exit. */
export function toArchiveCommand(path: string): ServerCommand {
  const archive = `-XX:ArchiveClassesAtExit=${join(path, CLASS_ARCHIVE)}`;
  return { command: javaCommand(), args: [archive, ...FAST_START, '-cp', join(path, '*'), MAIN_CLASS] };
}

/** `java` of JAVA_HOME, else the one on PATH. */
export function javaCommand(env: NodeJS.ProcessEnv = process.env): string {
  const home = env['JAVA_HOME'];
  return home ? join(home, 'bin', process.platform === 'win32' ? 'java.exe' : 'java') : 'java';
}

// --- internal ---

const MAIN_CLASS = 'io.temporal.testserver.TestServer';
const CLASS_ARCHIVE = 'classes.jsa';

/**
 * A server that lives for seconds gains nothing from the optimising compiler or a parallel collector. Counters for other tools are a
 * file that would stay when the server is killed.
 */
const FAST_START = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-XX:-UsePerfData', '-Xmx512m'];
