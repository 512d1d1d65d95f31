// What keypoints are looked for.
import { Check, errorAbout, Slider } from '../parts/controls.js';
import type { Change, PhotoState } from './fields.js';
import type { KeypointOptions } from './keypoints-job.js';

/** The options that the state stands for. */
export function siftOptions(state: PhotoState): KeypointOptions {
  return {
    contrastThreshold: state.contrast,
    edgeRatio: state.edge,
    scalesPerOctave: state.scales,
    baseSigma: state.sigma,
    upsample: state.double,
  };
}

/** What they depend on. */
export function siftDeps(state: PhotoState): readonly unknown[] {
  return [state.contrast, state.edge, state.scales, state.sigma, state.double];
}

/** Names of the options, for errors. */
export const siftArguments = ['contrastThreshold', 'edgeRatio', 'scalesPerOctave', 'baseSigma'];

/** The controls. */
export function SiftControls(props: {
  readonly state: PhotoState;
  readonly change: Change;
  readonly error: Error | undefined;
}) {
  const { state, change, error } = props;
  return (
    <>
      <Slider
        label="Contrast threshold"
        value={state.contrast}
        {...{ min: 0, max: 0.2, step: 0.005 }}
        error={errorAbout(error, 'contrastThreshold')}
        onChange={(contrast) => change({ contrast })}
      />
      <Slider
        label="Edge ratio at most"
        value={state.edge}
        {...{ min: 1.5, max: 30, step: 0.5 }}
        error={errorAbout(error, 'edgeRatio')}
        onChange={(edge) => change({ edge })}
      />
      <Slider
        label="Scales an octave"
        value={state.scales}
        {...{ min: 1, max: 6, step: 1 }}
        error={errorAbout(error, 'scalesPerOctave')}
        onChange={(scales) => change({ scales })}
      />
      <Slider
        label="σ of an octave’s first image"
        value={state.sigma}
        {...{ min: 0.8, max: 3, step: 0.1 }}
        unit="samples"
        error={errorAbout(error, 'baseSigma')}
        onChange={(sigma) => change({ sigma })}
      />
      <Check
        label="Double the picture first (finds small ones)"
        value={state.double}
        onChange={(double) => change({ double })}
      />
    </>
  );
}
