import { emitKeypressEvents } from 'node:readline';
import type { Key } from 'node:readline';
import { createInterface } from 'node:readline/promises';

/** The actions of the keys of `tfn dev`. */
export interface KeyActions {
  reload(): void;
  openUi(): void;
  invoke(line: string): void;
  quit(): void;
}

/** Listens to single keys on a terminal; returns a function that stops listening. */
export function listenToKeys(actions: KeyActions, input: NodeJS.ReadStream = process.stdin): () => void {
  if (!input.isTTY) return () => undefined;
  let asking = false;
  const onKey = (_text: string, key: Key): void => {
    if (asking) return;
    if (key.ctrl && key.name === 'c') return actions.quit();
    if (key.name === 'q') actions.quit();
    if (key.name === 'r') actions.reload();
    if (key.name === 'o') actions.openUi();
    if (key.name === 'i') void ask();
  };
  const ask = async (): Promise<void> => {
    asking = true;
    input.setRawMode(false);
    const prompt = createInterface({ input, output: process.stdout });
    prompt.once('SIGINT', () => prompt.close());
    const closed = new Promise<string>((done) => prompt.once('close', () => done('')));
    const line = await Promise.race([prompt.question('  Invoke (name, then JSON): '), closed]);
    prompt.close();
    input.setRawMode(true);
    input.resume();
    asking = false;
    if (line.trim() !== '') actions.invoke(line.trim());
  };
  emitKeypressEvents(input);
  input.setRawMode(true);
  input.on('keypress', onKey).resume();
  return () => {
    input.off('keypress', onKey);
    input.setRawMode(false);
    input.pause();
  };
}
