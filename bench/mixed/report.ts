// What it costs that a process has used every kind of array: an engine compiles code for the kinds that it has met.
import { measureBundled } from '../speed/memory.js';
import { renderTable } from '../table.js';

const PROCESSES = 3;

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!;
}

/** Times of works in fresh processes and in those that have used everything, as a part of the report. */
export function reportMixed(): string {
  const fresh: Record<string, number>[] = [];
  const mixed: Record<string, number>[] = [];
  for (let i = 0; i < PROCESSES; i++) {
    fresh.push(measureBundled('mixed/script.ts', ['fresh']));
    mixed.push(measureBundled('mixed/script.ts', ['mixed']));
  }
  const rows = Object.keys(fresh[0]!).map((name) => {
    const before = median(fresh.map((times) => times[name]!));
    const after = median(mixed.map((times) => times[name]!));
    return [name, before.toPrecision(3), after.toPrecision(3), (after / before).toPrecision(2)];
  });
  return [
    '## In a process that has used everything',
    `A long-lived program meets many kinds of array, and an engine's code is the slower the more kinds it has to serve. Here each work runs in a process of its own, and in one that has first called the same functions with arrays of all nine storages, turned, reversed and in parts; medians of ${PROCESSES} processes each.`,
    renderTable(['work', 'fresh, ms', 'after everything, ms', 'ratio'], rows),
  ].join('\n\n');
}
