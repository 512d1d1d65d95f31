export {
  type DiscriminatorLossOptions,
  discriminatorLoss,
  type GanVariant,
  type GeneratorLossOptions,
  generatorLoss,
} from './losses.js';
export {
  discriminatorStationarity,
  ganCriterion,
  ganValue,
  ganValueDiscrete,
  optimalDiscriminator,
} from './value.js';
