import { describe, expect, it } from 'vitest';
import { PanelMemory } from '../../../client/src/panel/memory';
import { emptyMemory } from '../../kit/memento';

describe('what the panel remembers', () => {
  it('filters, the last one first and none twice', () => {
    const memory = emptyMemory();
    for (const filter of ['a', 'b', ' a ', '', '  ', 'a']) memory.remember(filter);
    expect(memory.history).toEqual(['a', 'b']);
    for (let n = 0; n < 200; n++) memory.remember(`key:${n}`);
    expect(memory.history).toHaveLength(50);
    expect(memory.history[0]).toBe('key:199');
  });

  it('saved filters, here or everywhere, one of a name', () => {
    const memory = emptyMemory();
    memory.save({ name: 'mine', filter: 'key:a' }, 'workspace');
    memory.save({ name: 'mine', filter: 'key:b' }, 'everywhere');
    memory.save({ name: 'mine', filter: 'key:c' }, 'workspace');
    expect(memory.saved('workspace')).toEqual([{ name: 'mine', filter: 'key:c' }]);
    expect(memory.saved('everywhere')).toEqual([{ name: 'mine', filter: 'key:b' }]);
    memory.forget('mine', 'workspace');
    expect(memory.saved('workspace')).toEqual([]);
    expect(memory.saved('everywhere')).toHaveLength(1);
  });

  it('nothing that it did not write itself', () => {
    const odd: Readonly<Record<string, unknown>> = {
      'auditLog.filter': 7,
      'auditLog.history': ['a', 1, null],
      'auditLog.columns': [{ name: 'node', width: 90, hidden: true }, { name: 'x' }, null],
      'auditLog.bookmarks': [{ node: null, sec: 1, ms: 2, serial: 3, sentence: 's' }, { node: 'a' }, 'b'],
      'auditLog.sources': [{ kind: 'host', name: 'a' }, { kind: 'host' }, { kind: 'file', uri: 'file:///a' }, null],
      'auditLog.savedFilters': 'none',
    };
    const memento = { get: (key: string) => odd[key], update: () => Promise.resolve() };
    const memory = new PanelMemory(memento, memento);
    expect(memory.filter).toBe('');
    expect(memory.history).toEqual(['a']);
    expect(memory.columns).toEqual([{ name: 'node', width: 90, hidden: true }]);
    expect(memory.bookmarks).toHaveLength(1);
    expect(memory.sources).toEqual([
      { kind: 'host', name: 'a' },
      { kind: 'file', uri: 'file:///a' },
    ]);
    expect(memory.saved('workspace')).toEqual([]);
  });
});
