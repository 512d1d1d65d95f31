export {
  type BayesLogResult,
  type BayesResult,
  bayesPosterior,
  bayesPosteriorFromLogs,
  type EvidenceValue,
  type MapDecision,
  mapDecision,
} from './bayes.js';
export type { BayesOptions } from './read-problem.js';
