import { renderTable } from '../table.js';
import type { Absent, Comparison, Time } from './alternate.js';
import { FASTEST_JS, JAVASCRIPT_PEERS, NATIVE_PEERS } from './names.js';

const milliseconds = (ms: number) => (ms < 100 ? ms.toPrecision(3) : ms.toFixed(0));

const ratioText = (ratio: number) => (ratio < 10 ? ratio.toPrecision(2) : ratio.toFixed(0));

/** A comparison with what its contenders took, in their order. */
export interface Result {
  readonly comparison: Comparison;
  readonly times: readonly Time[];
}

/** Our time by a peer's. */
export interface Ratio {
  readonly peer: string;
  readonly ms: number;
  readonly ratio: number;
}

/** Our milliseconds, and those of the peers that were timed; undefined where ours failed. */
export function ratiosOf({
  comparison,
  times,
}: Result): { readonly ours: number; readonly peers: readonly Ratio[] } | undefined {
  const [first, ...rest] = times;
  if (first === undefined || 'failed' in first) return undefined;
  const peers = rest.flatMap((time, i) => {
    if ('failed' in time) return [];
    const peer = comparison.contenders[i + 1]!.name;
    return [{ peer, ms: time.ms, ratio: first.ms / time.ms }];
  });
  return { ours: first.ms, peers };
}

/** A goal beside what was seen. */
export interface GoalRow {
  readonly work: string;
  readonly atMost: number;
  readonly of: string;
  readonly seen: number | undefined;
}

function fastestOf(peers: readonly Ratio[], among: ReadonlySet<string>): Ratio | undefined {
  return peers
    .filter(({ peer }) => among.has(peer))
    .reduce<Ratio | undefined>(
      (best, other) => (best && best.ms <= other.ms ? best : other),
      undefined,
    );
}

/** One row for each piece of work: the fastest peer of pages, and the fastest native one. */
export function summaryRows(results: readonly Result[]): string[][] {
  const cells = (peer: Ratio | undefined) =>
    peer === undefined ? ['–', ''] : [peer.peer, ratioText(peer.ratio)];
  return results.flatMap((result) => {
    const seen = ratiosOf(result);
    if (seen === undefined) return [];
    const [inPages, native] = [JAVASCRIPT_PEERS, NATIVE_PEERS].map((among) =>
      fastestOf(seen.peers, among),
    );
    return [[result.comparison.work, milliseconds(seen.ours), ...cells(inPages), ...cells(native)]];
  });
}

/** The goals of a result; `seen` is undefined where the peer was not timed. */
export function goalRows(result: Result): GoalRow[] {
  const { work, goals } = result.comparison;
  const peers = ratiosOf(result)?.peers ?? [];
  return Object.entries(goals).map(([of, atMost]) => {
    if (of !== FASTEST_JS) {
      return { work, atMost, of, seen: peers.find(({ peer }) => peer === of)?.ratio };
    }
    const fastest = fastestOf(peers, JAVASCRIPT_PEERS);
    return { work, atMost, of: fastest ? `${of} (${fastest.peer})` : of, seen: fastest?.ratio };
  });
}

/** What one says of a goal. */
export function verdict({ atMost, seen }: GoalRow): string {
  if (seen === undefined) return 'not measured';
  return seen <= atMost ? 'met' : '**not met**';
}

function absentOf({ comparison, times }: Result): Absent[] {
  const failed = times.flatMap((time, i) =>
    'failed' in time
      ? [{ name: comparison.contenders[i]!.name, reason: `failed: ${time.failed}` }]
      : [],
  );
  return [...failed, ...comparison.absent];
}

function summary(results: readonly Result[]): string {
  const verdicts = results.flatMap(goalRows).map(verdict);
  const count = (of: string) => verdicts.filter((each) => each === of).length;
  const goals =
    verdicts.length === 0
      ? ''
      : ` Of ${verdicts.length} goals ${count('met')} are met, ${count('**not met**')} are not, and ` +
        `${count('not measured')} could not be measured.`;
  return [
    '## In short',
    `Ratios are our time by a peer's: below 1 fovea is faster.${goals}`,
    renderTable(
      ['work', 'fovea, ms', 'fastest in pages', 'ratio', 'fastest native', 'ratio'],
      summaryRows(results),
      [0, 2, 4],
    ),
  ].join('\n\n');
}

/** A short table, then rows for each peer of each piece of work, goals, and what was compared. */
export function reportTimes(results: readonly Result[]): string {
  const rows = results.flatMap((result) => {
    const { work } = result.comparison;
    const seen = ratiosOf(result);
    if (seen === undefined) return [[work, 'failed', '', '', '']];
    if (seen.peers.length === 0) return [[work, milliseconds(seen.ours), 'none', '', '']];
    return seen.peers.map(({ peer, ms, ratio }) => [
      work,
      milliseconds(seen.ours),
      peer,
      milliseconds(ms),
      ratioText(ratio),
    ]);
  });
  const parts = [
    summary(results),
    '## Times',
    renderTable(['work', 'fovea, ms', 'peer', 'peer, ms', 'ratio'], rows),
  ];
  const goals = results.flatMap(goalRows);
  if (goals.length > 0) {
    const cells = goals.map((row) => [
      row.work,
      row.of,
      `≤ ${row.atMost}`,
      row.seen === undefined ? '–' : ratioText(row.seen),
      verdict(row),
    ]);
    parts.push('## Goals', renderTable(['work', 'our time by that of', 'goal', 'seen', ''], cells));
  }
  const agreements = results.map(
    ({ comparison: { work, agreement } }) =>
      `- ${work}: ${agreement.holds ? '' : '**does not agree**, '}${agreement.text}`,
  );
  parts.push('## What was compared before timing', agreements.join('\n'));
  // One line for each reason: the same peers are absent from much.
  const reasons = new Map<string, string[]>();
  for (const result of results) {
    for (const { name, reason } of absentOf(result)) {
      const key = `${name}: ${reason}`;
      reasons.set(key, [...(reasons.get(key) ?? []), result.comparison.work]);
    }
  }
  if (reasons.size > 0) {
    const lines = [...reasons].sort().map(([reason, works]) => `- ${reason} – ${works.join('; ')}`);
    parts.push('## Peers that were not timed', lines.join('\n'));
  }
  return parts.join('\n\n');
}
