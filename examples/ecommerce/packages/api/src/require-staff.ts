import { createHash, timingSafeEqual } from 'node:crypto';
import { setting } from '@shop/functions';
import type { NextFunction, Request, Response } from 'express';

/** Lets only requests with STAFF_TOKEN through. */
export function requireStaff(request: Request, response: Response, next: NextFunction): void {
  const given = request.headers.authorization ?? '';
  if (timingSafeEqual(digest(given), digest(`Bearer ${setting('STAFF_TOKEN')}`))) return next();
  response
    .status(401)
    .type('application/problem+json')
    .json({ status: 401, title: 'Only staff may do this', code: 'staff-only' });
}

// --- internal ---

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
