import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { inheritedSteps, parseDockerfile } from './dockerfile.ts';
import type { Stage, Step } from './dockerfile.ts';

/** Replaces an image: its files, and how a container of it starts. */
export interface Image {
  /** The folder that is the container's `/`. */
  readonly root: string;
  readonly workdir: string;
  readonly env: Readonly<Record<string, string>>;
  readonly user: string | undefined;
  readonly command: readonly string[];
  readonly healthcheck: readonly string[];
  readonly stopSignal: string;
}

export interface BuildOptions {
  /** The build context. */
  readonly context: string;
  readonly dockerfile: string;
  readonly target?: string;
  /** The path prefix of the images' folders, one for each stage. */
  readonly images: string;
  /** The environment of RUN. */
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Runs the steps of a Dockerfile without Docker: each stage is a folder, empty at first, which gets only the files that COPY names and
 * .dockerignore allows; RUN runs in it, with this machine's Node instead of the base image's.
 */
export function buildImage({ context, dockerfile, target, images, env }: BuildOptions): Image {
  const stages = parseDockerfile(readFileSync(join(context, dockerfile), 'utf8'));
  const wanted = target === undefined ? stages.at(-1) : stages.find(({ name }) => name === target);
  if (wanted === undefined) throw new Error(`${dockerfile} has no stage '${target}'.`);
  const folderOf = (stage: Stage): string => `${images}-${stages.indexOf(stage)}`;
  const built = (name: string): string | undefined => {
    const stage = stages.find((other) => other.name === name);
    return stage && build(stage);
  };
  const build = (stage: Stage): string => {
    const root = folderOf(stage);
    if (existsSync(root)) return root;
    const parent = built(stage.base);
    if (parent === undefined) mkdirSync(root, { recursive: true });
    else execFileSync('cp', ['-al', parent, root]);
    // The folder already contains what the stage inherits, except its working directory.
    let workdir = workdirOf(inheritedSteps(stages, stage).slice(0, -stage.instructions.length));
    for (const step of stage.instructions) {
      if (step.keyword === 'WORKDIR') mkdirSync(join(root, (workdir = step.args[0] ?? '/')), { recursive: true });
      if (step.keyword === 'COPY') {
        const from = step.flags['from'];
        copy(step, { to: join(root, workdir), ...(from === undefined ? { context } : { image: built(from) ?? '' }) });
      }
      if (step.keyword === 'RUN') run(step, { cwd: join(root, workdir), env });
    }
    return root;
  };
  return toImage(build(wanted), inheritedSteps(stages, wanted));
}

// --- internal ---

function toImage(root: string, steps: readonly Step[]): Image {
  const last = (keyword: string): Step | undefined => steps.filter((step) => step.keyword === keyword).at(-1);
  return {
    root,
    workdir: join(root, workdirOf(steps)),
    env: Object.fromEntries(
      steps.filter(({ keyword }) => keyword === 'ENV').map(({ text }) => text.split(/=(.*)/s).slice(0, 2)),
    ) as Record<string, string>,
    user: last('USER')?.args[0],
    command: last('CMD')?.args ?? [],
    healthcheck: last('HEALTHCHECK')?.args ?? [],
    stopSignal: last('STOPSIGNAL')?.args[0] ?? 'SIGTERM',
  };
}

function run({ text }: Step, options: { cwd: string; env: NodeJS.ProcessEnv }): void {
  const { status, stdout, stderr } = spawnSync('sh', ['-euc', text], { ...options, encoding: 'utf8' });
  if (status !== 0) throw new Error(`RUN ${text} ended with ${status}:\n${stdout}${stderr}`);
}

function workdirOf(steps: readonly Step[]): string {
  return steps.filter(({ keyword }) => keyword === 'WORKDIR').at(-1)?.args[0] ?? '/';
}

interface CopyPlaces {
  /** The folder of relative destinations. */
  readonly to: string;
  /** The folder of the sources: a stage or the context. */
  readonly context?: string;
  readonly image?: string;
}

/** Like COPY: the content of a folder, or files. Uses links instead of copies, because it may be all of node_modules. */
function copy({ args }: Step, { to, context, image }: CopyPlaces): void {
  const target = args.at(-1) ?? '';
  const destination = join(to, target);
  const isIgnored = context === undefined ? () => false : readIgnore(context);
  const from = image ?? context ?? '';
  const found = args.slice(0, -1).flatMap((source) => {
    const names = expand(from, source).filter((name) => !isIgnored(name));
    // A pattern may match nothing as long as another source does; a name must exist.
    if (names.length === 0 && !source.includes('*')) throw new Error(`COPY: '${source}' does not exist.`);
    return names;
  });
  if (found.length === 0) throw new Error(`COPY ${args.join(' ')}: no source exists.`);
  for (const name of found) {
    const path = join(from, name);
    if (!statSync(path).isDirectory()) {
      const file = target.endsWith('/') || found.length > 1 ? join(destination, basename(name)) : destination;
      mkdirSync(dirname(file), { recursive: true });
      execFileSync('cp', ['-a', path, file]);
    } else if (image !== undefined) {
      mkdirSync(destination, { recursive: true });
      execFileSync('cp', ['-al', `${path}/.`, destination]);
    } else copyFolder(path, destination, (inner) => isIgnored(join(name, inner)));
  }
}

function copyFolder(from: string, to: string, isIgnored: (path: string) => boolean): void {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    if (isIgnored(entry.name)) continue;
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) copyFolder(source, target, (inner) => isIgnored(join(entry.name, inner)));
    else execFileSync('cp', ['-a', source, target]);
  }
}

/** The paths that match a source with `*` in its last part. */
function expand(root: string, source: string): string[] {
  const folder = dirname(source);
  if (!source.includes('*')) return existsSync(join(root, source)) ? [source] : [];
  const pattern = toPattern(basename(source));
  return readdirSync(join(root, folder))
    .filter((name) => pattern.test(name))
    .map((name) => join(folder, name));
}

function readIgnore(context: string): (path: string) => boolean {
  const file = join(context, '.dockerignore');
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
  const patterns = lines.filter((line) => /^[^#\s]/.test(line)).map(toPattern);
  return (path) => patterns.some((pattern) => pattern.test(path));
}

function toPattern(glob: string): RegExp {
  const source = glob
    .replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll('**/', '\0')
    .replaceAll('*', '[^/]*')
    .replaceAll('\0', '(?:.*/)?');
  return new RegExp(`^${source}$`);
}
