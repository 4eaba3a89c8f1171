/**
 * Which of the tasks that versions were handed have surely reached them. A worker that stops drops a task that is still on its way to
 * it, and a workflow's task also when it has it, but has not begun.
 * I1: a workflow's task has been taken when the version has said something of it.
 * I2: a function's task has been taken when the version asks for tasks as often at once as it ever did: one that waits for an answer,
 *     or has not read it, asks once less.
 */
import type { Http2Session } from 'node:http2';

/** The questions of one version for the tasks of one kind of one queue. */
interface Questions {
  open: number;
  most: number;
}

export interface HandedTasks {
  /** The version asks in a pool; gives what ends the question, once however often it is called. */
  asks(version: string, pool: string): () => void;
  /** The version was given a workflow's task. */
  handed(version: string, token: string, session: Http2Session | undefined): void;
  /** A version has said something of a task. */
  told(token: string): void;
  /** The connection is gone, and with it what was on its way. */
  lost(session: Http2Session): void;
  /** Resolves when the version has all that it was handed. */
  taken(version: string): Promise<void>;
}

export function createHandedTasks(): HandedTasks {
  const questions = new Map<string, Map<string, Questions>>();
  const untold = new Map<string, { version: string; session: Http2Session | undefined }>();
  const waiting = new Map<string, () => void>();

  const hasAll = (version: string): boolean =>
    [...(questions.get(version)?.values() ?? [])].every(({ open, most }) => open === most) &&
    [...untold.values()].every((task) => task.version !== version);
  const look = (): void => {
    for (const [version, done] of waiting)
      if (hasAll(version)) {
        waiting.delete(version);
        questions.delete(version);
        done();
      }
  };

  return {
    asks(version, pool) {
      const ofVersion = questions.get(version) ?? new Map<string, Questions>();
      const asked = ofVersion.get(pool) ?? { open: 0, most: 0 };
      questions.set(version, ofVersion.set(pool, asked));
      asked.open += 1;
      asked.most = Math.max(asked.most, asked.open);
      look();
      let over = false;
      return () => {
        if (!over) asked.open -= 1;
        over = true;
      };
    },
    handed(version, token, session) {
      untold.set(token, { version, session });
    },
    told(token) {
      if (untold.delete(token)) look();
    },
    lost(session) {
      for (const [token, task] of untold) if (task.session === session) untold.delete(token);
      look();
    },
    taken(version) {
      return new Promise((done) => {
        waiting.set(version, done);
        look();
      });
    },
  };
}
