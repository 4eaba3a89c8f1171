export * from '@tfn/triggers-cron';
