import { ApiError } from './api-error.ts';

/** A recorded response. */
export interface Answer {
  status: number;
  body: unknown;
}

/**
 * Stripe's rules for idempotency keys: the same key with the same request gets the first response again, errors included; another
 * request with the key is refused, and so is any while the first is still in flight.
 */
export interface IdempotencyKeys {
  /** @throws {ApiError} 400 for another request, 409 while the first runs */
  find(key: string, request: string): Answer | undefined;
  begin(key: string, request: string): void;
  end(key: string, answer: Answer): void;
}

export function createIdempotencyKeys(): IdempotencyKeys {
  const used = new Map<string, { request: string; answer?: Answer }>();
  return {
    find(key, request) {
      const first = used.get(key);
      if (first === undefined) return undefined;
      if (first.request !== request)
        throw new ApiError(400, 'idempotency_error', {
          message: `The idempotency key '${key}' was used for another request.`,
        });
      if (first.answer === undefined)
        throw new ApiError(409, 'invalid_request_error', {
          code: 'idempotency_key_in_use',
          message: `A request with the idempotency key '${key}' is in progress.`,
        });
      return first.answer;
    },
    begin: (key, request) => void used.set(key, { request }),
    end(key, answer) {
      const first = used.get(key);
      if (first !== undefined) first.answer = answer;
    },
  };
}
