import { PanelMemory } from '../../client/src/panel/memory';

/** A memory as the editor's: what is put in comes back as JSON has it. */
export function emptyMemory(): PanelMemory {
  const memento = () => {
    const kept = new Map<string, string>();
    return {
      get: (key: string): unknown => JSON.parse(kept.get(key) ?? 'null'),
      update: (key: string, value: unknown) => Promise.resolve(void kept.set(key, JSON.stringify(value))),
    };
  };
  return new PanelMemory(memento(), memento());
}
