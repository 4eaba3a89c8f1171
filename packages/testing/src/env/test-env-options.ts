import type { FunctionDefaults, Logger } from '@tfn/core';
import type { PayloadCodec } from '@tfn/core/encryption';
import type { EngineName } from '../engines/engine.ts';

/** Options of `tfn.testEnv`. */
export interface TestEnvOptions {
  /**
   * Where workflows run: `time-skipping` is Temporal's test server, whose clock jumps; `server` a real Temporal, in real time;
   * `memory` this process, over a virtual clock.
   * @default TFN_TEST_ENGINE, else 'time-skipping'
   */
  engine?: EngineName;
  /** Makes it an error when a function runs that has no mock. @default false */
  strict?: boolean;
  /** Where workflows start whose definition names no task queue. All task queues are served. @default one of its own */
  taskQueue?: string;
  /** `host:port` of a server to use. @default TFN_TEST_ADDRESS for `server`, else one that is started */
  address?: string;
  /** The codec of clients and workers, such as one that encrypts: all values pass through it, on every engine. @default none */
  payloadCodec?: PayloadCodec;
  /** Options for all functions, as workers have them. What a function, or a call, says itself goes over them. @default none */
  defaults?: FunctionDefaults;
  /** With `memory`: runs each workflow a second time, to see that it does the same. @default true */
  checkDeterminism?: boolean;
  /** Gets what workflows and functions log. @default silent */
  logger?: Logger;
}
