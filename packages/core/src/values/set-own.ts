/** Sets a property of an object's own, also one named '__proto__', which an assignment takes for the prototype. */
export function setOwn(target: object, key: string | number, value: unknown): void {
  if (key === '__proto__')
    Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true });
  else (target as Record<string | number, unknown>)[key] = value;
}
