import { tfn } from '@tfn/core';

export interface Guest {
  name: string;
}

/** A function: runs on a worker, may use any Node API, and is retried when it throws. */
export const composeGreeting = tfn.fn(
  'composeGreeting',
  async (guest: Guest) => {
    if (guest.name.trim() === '') throw new Error('A guest needs a name.');
    return `Hello, ${guest.name}!`;
  },
  { timeout: '10s', retries: 3 },
);

/** A workflow: survives crashes and restarts; it does everything through `ctx`. */
export const greetGuest = tfn.workflow('greetGuest', async (ctx, guest: Guest) => {
  const greeting = await ctx.run(composeGreeting, guest);
  await ctx.sleep('1s');
  return { greeting };
});

export const countGuests = tfn.workflow('countGuests', async (ctx) => {
  ctx.log.info('Counting the guests of the day.');
  return { counted: 0 };
});

tfn.http('POST', '/greetings', greetGuest);
tfn.cron('0 9 * * *', countGuests);
