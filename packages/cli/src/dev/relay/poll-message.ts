import { gunzipSync } from 'node:zlib';

/** What tells apart polls that may answer each other: `PollWorkflowTaskQueueRequest` and that of activities begin alike. */
export function queueOfPoll(frame: Buffer): string {
  const message = messageOf(frame);
  const namespace = fieldOf(message, 1)?.toString() ?? '';
  const taskQueue = fieldOf(message, 2) ?? Buffer.alloc(0);
  return JSON.stringify([namespace, fieldOf(taskQueue, 1)?.toString() ?? '']);
}

/** Whether a poll's response has a task; it comes without when the time of the poll is over. */
export function hasTask(frame: Buffer): boolean {
  // Both responses begin with the task's token.
  return tokenOf(frame) !== '';
}

/** What names a task: in the answer to a poll, and in what a worker says of the task. '' when there is none. */
export function tokenOf(frame: Buffer): string {
  return frame.length > prefix ? (fieldOf(messageOf(frame), 1)?.toString('latin1') ?? '') : '';
}

// --- internal ---

/** Bytes before the message in gRPC's frame: whether it is compressed, and its length. */
const prefix = 5;

function messageOf(frame: Buffer): Buffer {
  const message = frame.subarray(prefix);
  return frame[0] === 1 ? gunzipSync(message) : message;
}

/** The first field of this number that has a length, as protobuf writes it. */
function fieldOf(message: Buffer, wanted: number): Buffer | undefined {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let shift = 1; ; shift *= 128) {
      const byte = message[at] ?? 0;
      at += 1;
      value += (byte & 127) * shift;
      if (byte < 128) return value;
    }
  };
  while (at < message.length) {
    const tag = varint();
    const type = tag & 7;
    if (type === 0) varint();
    else if (type === 1) at += 8;
    else if (type === 5) at += 4;
    else if (type === 2) {
      const end = varint();
      if (Math.floor(tag / 8) === wanted) return message.subarray(at, at + end);
      at += end;
    } else return undefined;
  }
  return undefined;
}
