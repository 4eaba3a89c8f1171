import type { CommandOption, CommandSpec } from './command.ts';

const project: readonly CommandOption[] = [
  ['--config <file>', 'the configuration (default: tfn.config.*)'],
  ['--functions <path>', 'the folder of the functions'],
  ['--task-queue <name>', 'the task queue of definitions without one'],
];

const temporal: readonly CommandOption[] = [
  ['--address <host:port>', "Temporal's address"],
  ['--namespace <name>', "Temporal's namespace"],
  ['--api-key <key>', "Temporal's API key; prefer TEMPORAL_API_KEY"],
  ['--profile <name>', "a profile of Temporal's TOML file"],
];

const http: readonly CommandOption[] = [
  ['--port <number>', 'the HTTP port (default: 3000)'],
  ['--host <address>', 'the address to listen on'],
  ['--base-path <path>', 'a prefix of every path'],
];

const worker: readonly CommandOption[] = [
  ['--log-level <level>', 'trace, debug, info, warn or error'],
  ['--log-format <format>', 'pretty or json (default: pretty on a terminal)'],
  ['--telemetry-address <host:port>', 'the address that serves /metrics, /healthz and /readyz'],
];

const start: readonly CommandOption[] = [
  ...project.filter(([flags]) => !flags.startsWith('--functions')),
  ...temporal,
  ['--out-dir <folder>', 'the folder of the build (default: dist)'],
];

const startWorker: readonly CommandOption[] = [
  ...worker,
  ['--deployment <name>', 'run as a version of this Worker Deployment'],
  ['--queues <names>', 'only these task queues, comma-separated'],
];

const embedded: CommandOption = [
  '--embedded [file]',
  'start an embedded Temporal that keeps its state in a file (default: .tfn/temporal.db)',
];

/** All commands, in the order of the help. */
export const catalogue: readonly CommandSpec[] = [
  {
    usage: 'init [folder]',
    description: 'create a project that is ready to run',
    options: [
      ['--template <name>', 'basic or monorepo'],
      ['--name <name>', "the project's name (default: the folder's)"],
      ['--package-manager <name>', 'npm, pnpm, yarn or bun (default: the one that runs this)'],
      ['--no-install', 'do not install packages'],
      ['--force', 'allow a folder that is not empty; existing files are kept'],
      ['--yes', 'use the defaults without asking'],
    ],
    examples: ['tfn init my-project', 'tfn init shop --template monorepo --package-manager pnpm --yes'],
    load: () => require('./init') as typeof import('./init.ts'),
  },
  ...(['fn', 'workflow', 'trigger'] as const).map((kind): CommandSpec => ({
    usage: `new:${kind} <name>`,
    description: {
      fn: 'add a function and its test',
      workflow: 'add a workflow and its test',
      trigger: 'add a trigger that starts a workflow',
    }[kind],
    options: [
      ...project.slice(0, 2),
      ['--path <folder>', 'the folder of the new files (default: the folder of the functions)'],
      ...(kind === 'trigger'
        ? ([
            ['--type <type>', 'http, cron, interval or signal (default: http)'],
            ['--target <workflow>', 'the workflow that it starts (default: a new one)'],
          ] as const)
        : []),
    ],
    examples: [
      {
        fn: 'tfn new:fn validateOrder --path functions/orders',
        workflow: 'tfn new:workflow processOrder',
        trigger: 'tfn new:trigger nightlyReport --type cron',
      }[kind],
    ],
    load: () => {
      const { generate } = require('./generate') as typeof import('./generate.ts');
      return { run: (call) => generate(kind, call) };
    },
  })),
  {
    usage: 'dev',
    description: 'run everything, and reload on every change',
    options: [
      ...project,
      ...temporal,
      ...http,
      ...worker,
      ['--no-ui', "do not start Temporal's Web UI"],
      ['--ui-port <number>', "the Web UI's port"],
      ['--temporal-port <number>', "the embedded server's port (default: 7233, or a free port)"],
      ['--db-filename <file>', "keep the embedded server's state in a file"],
      ['--inspect [host:port]', 'let a debugger attach'],
    ],
    examples: ['tfn dev', 'tfn dev --port 4000 --db-filename .tfn/temporal.db', 'tfn dev --inspect'],
    load: () => require('./dev') as typeof import('./dev.ts'),
  },
  {
    usage: 'build',
    description: 'build the project for production',
    options: [
      ...project,
      ['--out-dir <folder>', 'the output folder (default: dist)'],
      ['--no-check', 'do not check types'],
    ],
    examples: ['tfn build', 'tfn build --out-dir build --no-check'],
    json: true,
    load: () => require('./build') as typeof import('./build.ts'),
  },
  {
    usage: 'start',
    description: 'run the build: API, worker, or both',
    options: [...start, ['--mode <mode>', 'all, worker or api (default: all)'], ...http, ...startWorker, embedded],
    examples: ['tfn start', 'tfn start --mode worker --queues orders,mail', 'tfn start --embedded'],
    load: () => require('./start') as typeof import('./start.ts'),
  },
  {
    usage: 'start:worker',
    description: 'run only the worker of the build',
    options: [...start, ...startWorker],
    examples: ['tfn start:worker --queues orders'],
    load: () => {
      const { run } = require('./start') as typeof import('./start.ts');
      return { run: ({ args, flags }) => run({ args, flags: { ...flags, mode: 'worker' } }) };
    },
  },
  {
    usage: 'start:api',
    description: 'run only the HTTP API of the build',
    options: [...start, ...http],
    examples: ['tfn start:api --port 8080'],
    load: () => {
      const { run } = require('./start') as typeof import('./start.ts');
      return { run: ({ args, flags }) => run({ args, flags: { ...flags, mode: 'api' } }) };
    },
  },
  {
    usage: 'check',
    description: 'replay executions against the current workflows; exit code 1 if one would break',
    options: [
      ...project,
      ...temporal,
      ['--limit <number>', 'the maximum per workflow of running, and of closed, executions (default: 50)'],
    ],
    examples: ['tfn check', 'tfn check --limit 500 --json'],
    json: true,
    load: () => require('./check') as typeof import('./check.ts'),
  },
  {
    usage: 'deploy [action] [value] [build]',
    description: 'manage worker versions: status, promote [build], ramp <percent> [build], rollback, or drain [build]',
    options: [
      ...project.slice(0, 1),
      ...temporal,
      ['--deployment <name>', "the Worker Deployment (default: the configuration's)"],
      ['--out-dir <folder>', 'the build to use when none is given (default: dist)'],
      ['--timeout <duration>', 'how long drain waits (default: no limit)'],
    ],
    examples: [
      'tfn deploy',
      'tfn deploy ramp 10',
      'tfn deploy promote',
      'tfn deploy rollback',
      'tfn deploy drain --timeout 1h',
    ],
    json: true,
    load: () => require('./deploy') as typeof import('./deploy.ts'),
  },
  {
    usage: 'list',
    description: 'list functions, workflows and triggers',
    options: project,
    examples: ['tfn list', 'tfn list --json'],
    json: true,
    load: () => require('./list') as typeof import('./list.ts'),
  },
  {
    usage: 'invoke <name>',
    description: 'run a workflow or function and print its result',
    options: [
      ...project,
      ...temporal,
      ['--input <json>', 'the input: JSON, or @file'],
      ['--async', 'do not wait for the result'],
      ['--workflow-id <id>', 'the id of the execution'],
      ['--timeout <duration>', 'how long to wait for the result'],
    ],
    examples: [`tfn invoke processOrder --input '{"id": "1"}'`, 'tfn invoke processOrder --input @order.json --async'],
    json: true,
    load: () => require('./invoke') as typeof import('./invoke.ts'),
  },
  {
    usage: 'runs [action] [workflowId]',
    description: 'list executions; or show, cancel or terminate one',
    options: [
      ['--config <file>', 'the configuration (default: tfn.config.*)'],
      ...temporal,
      ['--query <filter>', "Temporal's list filter"],
      ['--limit <number>', 'the maximum number (default: 20)'],
      ['--reason <text>', 'the reason to terminate it'],
    ],
    examples: [
      'tfn runs',
      `tfn runs --query "ExecutionStatus = 'Running'"`,
      'tfn runs show order-1',
      'tfn runs terminate order-1',
    ],
    json: true,
    load: () => require('./runs') as typeof import('./runs.ts'),
  },
  {
    usage: 'schedules [action] [id]',
    description: 'list, plan or sync schedules; pause, resume or trigger one',
    options: [...project, ...temporal, ['--note <text>', 'the reason to pause or resume it']],
    examples: ['tfn schedules', 'tfn schedules plan', 'tfn schedules pause dailyReport'],
    json: true,
    load: () => require('./schedules') as typeof import('./schedules.ts'),
  },
  {
    usage: 'config',
    description: 'show the configuration and where each value comes from',
    options: [...project, ...temporal, ...http, ...worker],
    examples: ['tfn config', 'PORT=8080 tfn config --json'],
    json: true,
    load: () => require('./config') as typeof import('./config.ts'),
  },
  {
    usage: 'doctor',
    description: 'find problems of the project, and how to fix them',
    options: [...project, ...temporal, ...http],
    examples: ['tfn doctor'],
    json: true,
    load: () => require('./doctor') as typeof import('./doctor.ts'),
  },
  {
    usage: 'codec-server',
    description: "decrypt payloads for Temporal's Web UI, with the keys in TFN_ENCRYPTION_KEYS",
    options: [
      ...project,
      ['--codec-port <port>', 'the port to serve on (default: 8888)'],
      ['--codec-host <host>', 'the address to serve on (default: 127.0.0.1)'],
      ['--origin <urls>', 'the addresses of the Web UI, comma-separated (default: http://localhost:8233)'],
    ],
    examples: ['TFN_ENCRYPTION_KEYS=k1:… tfn codec-server', 'tfn codec-server --origin https://temporal.example'],
    load: () => require('./codec-server') as typeof import('./codec-server.ts'),
  },
  {
    usage: 'completion <shell>',
    description: 'print the completion script for bash, zsh or fish',
    examples: ['source <(tfn completion bash)', 'tfn completion fish > ~/.config/fish/completions/tfn.fish'],
    load: () => require('./completion') as typeof import('./completion.ts'),
  },
];
