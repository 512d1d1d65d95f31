// All topics, in the order of the course.
import { checkOneOf } from '../core/check.js';
import type { Topic } from './topic.js';
import { crossEntropyTopic } from './topics/cross-entropy.js';
import { harrisTopic } from './topics/harris.js';
import { klDivergenceTopic } from './topics/kl-divergence.js';
import { scaleSpaceExtremumTopic } from './topics/scale-space-extremum.js';

/** All topics. */
export function allTopics(): readonly Topic[] {
  return [klDivergenceTopic, crossEntropyTopic, scaleSpaceExtremumTopic, harrisTopic];
}

/**
 * A topic by its id.
 *
 * @param fn - name of the public function, for errors
 * @param id - what came
 * @returns the topic
 * @throws KindError with the list of topics
 */
export function findTopic(fn: string, id: unknown): Topic {
  const topics = allTopics();
  const name = checkOneOf(
    fn,
    'topic',
    id,
    topics.map((topic) => topic.id),
  );
  return topics.find((topic) => topic.id === name)!;
}
