import { renderTable } from '../table.js';
import type { Comparison } from './alternate.js';

const milliseconds = (ms: number) => (ms < 100 ? ms.toPrecision(3) : ms.toFixed(0));

/** Rows of the table of times: one for each peer of each piece of work. */
export function reportTimes(
  results: readonly { comparison: Comparison; medians: readonly number[] }[],
): string {
  const rows = results.flatMap(({ comparison, medians }) => {
    const { work, contenders, missing, goals } = comparison;
    const ours = medians[0]!;
    const measured = contenders.slice(1).map((peer, i) => {
      const theirs = medians[i + 1]!;
      const ratio = ours / theirs;
      const goal = goals[peer.name];
      return [
        work,
        milliseconds(ours),
        peer.name,
        milliseconds(theirs),
        ratio.toFixed(2),
        goal === undefined ? '' : `≤ ${goal}${ratio <= goal ? '' : ' (missed)'}`,
      ];
    });
    const absent = missing.map((name) => [work, milliseconds(ours), name, 'missing', '', '']);
    return [...measured, ...absent];
  });
  const agreements = results.map(
    ({ comparison: { work, agreement } }) =>
      `- ${work}: ${agreement.holds ? '' : '**does not agree**, '}${agreement.text}`,
  );
  return [
    renderTable(['work', 'fovea, ms', 'peer', 'peer, ms', 'ratio', 'goal'], rows),
    '',
    'What was compared before timing:',
    '',
    ...agreements,
  ].join('\n');
}
