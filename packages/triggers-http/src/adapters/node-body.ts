import type { IncomingMessage } from 'node:http';
import { joinBytes } from '@tfn/core/internal';
import { bodyTooLarge } from '../requests/request.ts';

/** The part of Node's request stream that we use. */
export type NodeStream = Pick<IncomingMessage, 'on' | 'off' | 'resume' | 'pause'>;

/**
 * Reads a stream to its end. The rest of a stream that is too long is drained, so that its sender can receive the answer.
 * @throws {HttpProblem} body-too-large
 */
export function readStream(stream: NodeStream, limit: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    let length = 0;
    const finish = (settle: () => void): void => {
      stream.off('data', onData).off('end', onEnd).off('error', onError).off('close', onClose);
      settle();
    };
    const onData = (chunk: Uint8Array): void => {
      chunks.push(chunk);
      length += chunk.byteLength;
      if (length <= limit) return;
      finish(() => reject(bodyTooLarge(limit)));
      stream.resume();
    };
    const onEnd = (): void => finish(() => resolve(joinBytes(chunks)));
    const onError = (error: Error): void => finish(() => reject(error));
    const onClose = (): void =>
      finish(() => reject(new Error('The client disconnected before its request was complete.')));
    stream.on('data', onData).on('end', onEnd).on('error', onError).on('close', onClose);
  });
}
