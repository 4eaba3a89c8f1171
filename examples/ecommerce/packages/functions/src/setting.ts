/** A setting of the process's environment. @throws {Error} when there is neither a value nor a default */
export function setting(name: string, fallback?: string): string {
  const value = process.env[name] ?? fallback;
  if (value === undefined || value === '') throw new Error(`The environment variable ${name} is not set.`);
  return value;
}
