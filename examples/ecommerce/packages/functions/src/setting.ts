/** Reads an environment variable. @throws {Error} when it is not set and has no default */
export function setting(name: string, fallback?: string): string {
  const value = process.env[name] ?? fallback;
  if (value === undefined || value === '') throw new Error(`The environment variable ${name} is not set.`);
  return value;
}
