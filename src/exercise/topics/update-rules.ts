// Steps of gradient descent, with momentum, and of Adam, on a parabola.
import type { Draw } from '../draw.js';
import type { Earlier, PartPlan, Topic } from '../topic.js';
import type { Difficulty, ExerciseAnswer } from '../types.js';
import {
  EPSILON,
  type Rule,
  ruleOf,
  solveUpdate,
  TAKEN,
  type UpdateGiven,
} from '../update-problem.js';
import { display, halfTex, numberTex, precisely } from '../wording.js';

const DECIMALS = 4;

const slopeAt = ({ minimum, curvature }: UpdateGiven, parameter: number): number =>
  curvature * (parameter - minimum);

/** What stays of a quantity from step to step. */
const decayOf = ({ decays }: UpdateGiven, i = 0): number => decays[i] ?? 0;
const momentOf = ({ moments }: UpdateGiven, i: number): number => moments[i] ?? 0;

/** A wrong idea of one rule alone. */
function only(
  rules: readonly Rule[],
  wrong: (given: UpdateGiven, earlier: Earlier) => ExerciseAnswer,
): (given: UpdateGiven, earlier: Earlier) => ExerciseAnswer | undefined {
  return (given, earlier) => (rules.includes(ruleOf(given)) ? wrong(given, earlier) : undefined);
}

/** The direction of Adam's step. */
const adamDirection = ([m = 0, v = 0]: readonly number[]): number => m / (Math.sqrt(v) + EPSILON);

/** Two steps of gradient descent or momentum, the second step of Adam. */
export const updateRulesTopic: Topic<UpdateGiven> = {
  id: 'update-rules',
  title: 'Update rules: gradient descent, momentum, Adam',
  quantities: {
    rule: 'word',
    parameter: 'number',
    minimum: 'number',
    curvature: 'number',
    learningRate: 'number',
    decays: 'list',
    moments: 'list',
  },
  generate,
  accepts: (given) => slopeAt(given, given.parameter) !== 0,
  statement: (given) => {
    const { parameter, minimum, curvature, learningRate, decays, moments } = given;
    const apart = minimum < 0 ? `+ ${numberTex(-minimum)}` : `- ${numberTex(minimum)}`;
    const shifted = minimum === 0 ? '\\theta' : `(\\theta ${apart})`;
    const start = `The loss $L(\\theta) = ${halfTex(curvature)}${shifted}^2$ is to be made small. The parameter is $\\theta_0 = ${numberTex(parameter)}$, the learning rate $\\eta = ${numberTex(learningRate)}$.`;
    switch (ruleOf(given)) {
      case 'sgd':
        return `${start} Take two steps of plain gradient descent.`;
      case 'momentum':
        return [
          `${start} Take two steps with momentum $\\mu = ${numberTex(decays[0]!)}$, starting with the velocity $v_0 = 0$:`,
          display('v \\leftarrow \\mu v + g,\\qquad \\theta \\leftarrow \\theta - \\eta v'),
        ].join('\n\n');
      case 'adam':
        return [
          `${start} Adam has taken one step before; it brings along $m = ${numberTex(moments[0]!)}$ and $v = ${numberTex(moments[1]!)}$. Take its second step, $t = 2$, with $\\beta_1 = ${numberTex(decays[0]!)}$ and $\\beta_2 = ${numberTex(decays[1]!)}$; $\\varepsilon = 10^{-8}$ is too small to matter.`,
        ].join('\n\n');
    }
  },
  parts: (given) => {
    const first: PartPlan = {
      id: 'a',
      prompt: 'What is the gradient at $\\theta_0$?',
      marks: 1,
      kind: 'number',
      value: () => slopeAt(given, given.parameter),
    };
    return [first, ...(ruleOf(given) === 'adam' ? adamParts(given) : descentParts(given))];
  },
  misconceptions: [
    {
      id: 'gradient-half',
      name: 'The 2 of the derivative does not cancel the half',
      explanation: 'The derivative of the square brings a 2, which cancels the half before it.',
      wrong: { a: (given) => slopeAt(given, given.parameter) / 2 },
    },
    {
      id: 'gradient-is-loss',
      name: 'The loss is given for its gradient',
      explanation: 'This is the loss itself; the gradient is its derivative.',
      wrong: {
        a: (given) => (given.curvature / 2) * (given.parameter - given.minimum) ** 2,
      },
    },
    {
      id: 'update-sign',
      name: 'The step goes uphill',
      explanation: 'The gradient points uphill, so the step goes against it: it is taken off.',
      wrong: {
        b: /* @__PURE__ */ only(
          ['sgd', 'momentum'],
          ({ parameter, learningRate }, earlier) => parameter + learningRate * earlier.number('a'),
        ),
        d: /* @__PURE__ */ only(['sgd', 'adam'], (given, earlier) =>
          ruleOf(given) === 'sgd'
            ? earlier.number('b') + given.learningRate * earlier.number('c')
            : given.parameter + given.learningRate * adamDirection(earlier.vector('c')),
        ),
        e: /* @__PURE__ */ only(
          ['momentum'],
          ({ learningRate }, earlier) => earlier.number('b') + learningRate * earlier.number('d'),
        ),
      },
    },
    {
      id: 'learning-rate-left-out',
      name: 'The learning rate is left out',
      explanation: 'The gradient gives the direction; how far the step goes is up to the rate.',
      wrong: {
        b: /* @__PURE__ */ only(
          ['sgd', 'momentum'],
          ({ parameter }, earlier) => parameter - earlier.number('a'),
        ),
      },
    },
    {
      id: 'gradient-not-updated',
      name: 'The old gradient is taken again',
      explanation: 'After the step the parameter is elsewhere, and so is the gradient.',
      wrong: {
        c: /* @__PURE__ */ only(['sgd', 'momentum'], (_, earlier) => earlier.number('a')),
      },
    },
    {
      id: 'step-from-the-start',
      name: 'The second step starts from the beginning',
      explanation: 'The second step starts where the first one ended.',
      wrong: {
        d: /* @__PURE__ */ only(
          ['sgd'],
          ({ parameter, learningRate }, earlier) => parameter - learningRate * earlier.number('c'),
        ),
        e: /* @__PURE__ */ only(
          ['momentum'],
          ({ parameter, learningRate }, earlier) => parameter - learningRate * earlier.number('d'),
        ),
      },
    },
    {
      id: 'momentum-forgotten',
      name: 'The velocity is forgotten',
      explanation: 'The velocity of the first step goes on, weighed with the momentum.',
      wrong: {
        d: /* @__PURE__ */ only(['momentum'], (_, earlier) => earlier.number('c')),
        e: /* @__PURE__ */ only(
          ['momentum'],
          ({ learningRate }, earlier) => earlier.number('b') - learningRate * earlier.number('c'),
        ),
      },
    },
    {
      id: 'momentum-average',
      name: 'The gradient is weighed with what is missing to 1',
      explanation: 'The gradient counts in full in this rule: it is no average of the two.',
      wrong: {
        d: /* @__PURE__ */ only(
          ['momentum'],
          (given, earlier) =>
            decayOf(given) * earlier.number('a') + (1 - decayOf(given)) * earlier.number('c'),
        ),
      },
    },
    {
      id: 'momentum-uses-parameter',
      name: 'The parameter is taken for the velocity',
      explanation:
        'Momentum keeps a part of the velocity; a part of the parameter would be weight decay.',
      wrong: {
        d: /* @__PURE__ */ only(
          ['momentum'],
          (given, earlier) => decayOf(given) * earlier.number('b') + earlier.number('c'),
        ),
      },
    },
    {
      id: 'momentum-rate-in-velocity',
      name: 'The learning rate is in the velocity',
      explanation:
        'In this rule the velocity has the gradients as they are; the rate comes in with the step. Other books put it into the velocity.',
      wrong: {
        d: /* @__PURE__ */ only(
          ['momentum'],
          (given, earlier) =>
            given.learningRate * (decayOf(given) * earlier.number('a') + earlier.number('c')),
        ),
      },
    },
    {
      id: 'adam-decays-swapped',
      name: 'The weights of old and new are swapped',
      explanation: 'The old moment keeps β, the new gradient gets what is missing to 1.',
      wrong: {
        b: /* @__PURE__ */ only(['adam'], (given, earlier) => {
          const g = earlier.number('a');
          return [g, g ** 2].map(
            (news, i) => (1 - decayOf(given, i)) * momentOf(given, i) + decayOf(given, i) * news,
          );
        }),
      },
    },
    {
      id: 'adam-square-missing',
      name: 'The gradient is not squared in the second moment',
      explanation: 'The second moment averages the squares of the gradients.',
      wrong: {
        b: /* @__PURE__ */ only(['adam'], (given, earlier) => momentsAfter(given, earlier, 1)),
      },
    },
    {
      id: 'adam-step-count',
      name: 'The correction counts one step too few',
      explanation:
        'This is the second step, so the decays stand in the correction with the power 2.',
      wrong: {
        c: /* @__PURE__ */ only(['adam'], (given, earlier) =>
          corrected(given, earlier.vector('b'), TAKEN),
        ),
      },
    },
    {
      id: 'adam-no-correction',
      name: 'The correction is left out',
      explanation:
        'Both moments started at 0, so they are too small at first: they are divided by 1 − β to the power t.',
      wrong: {
        c: /* @__PURE__ */ only(['adam'], (_, earlier) => earlier.vector('b')),
        d: /* @__PURE__ */ only(
          ['adam'],
          ({ parameter, learningRate }, earlier) =>
            parameter - learningRate * adamDirection(earlier.vector('b')),
        ),
      },
    },
    {
      id: 'adam-no-root',
      name: 'The root is not taken',
      explanation: 'The first moment is divided by the root of the second.',
      wrong: {
        d: /* @__PURE__ */ only(['adam'], ({ parameter, learningRate }, earlier) => {
          const [m = 0, v = 0] = earlier.vector('c');
          return parameter - (learningRate * m) / v;
        }),
      },
    },
  ],
  solve: solveUpdate,
};

function descentParts(given: UpdateGiven): PartPlan[] {
  const { parameter, learningRate } = given;
  const number = { kind: 'number' } as const;
  const steps: PartPlan[] = [
    {
      id: 'b',
      prompt: 'Where is the parameter after the first step?',
      marks: 1,
      ...number,
      value: (earlier) => parameter - learningRate * earlier.number('a'),
    },
    {
      id: 'c',
      prompt: 'What is the gradient there?',
      marks: 1,
      ...number,
      value: (earlier) => slopeAt(given, earlier.number('b')),
    },
  ];
  // After two steps there are too many digits to ask for all of them.
  const last = {
    prompt: `Where is the parameter after the second step? ${precisely(DECIMALS)}`,
    marks: 1,
    decimals: DECIMALS,
    ...number,
  };
  if (ruleOf(given) === 'sgd') {
    const value = (earlier: Earlier): number =>
      earlier.number('b') - learningRate * earlier.number('c');
    return [...steps, { id: 'd', ...last, value }];
  }
  return [
    ...steps,
    {
      id: 'd',
      prompt: 'What is the velocity in the second step?',
      marks: 2,
      ...number,
      value: (earlier) => decayOf(given) * earlier.number('a') + earlier.number('c'),
    },
    {
      id: 'e',
      ...last,
      value: (earlier) => earlier.number('b') - learningRate * earlier.number('d'),
    },
  ];
}

function adamParts(given: UpdateGiven): PartPlan[] {
  const asked = precisely(DECIMALS);
  return [
    {
      id: 'b',
      prompt: `What are the first and the second moment, $m$ and $v$, after this gradient? ${asked}`,
      marks: 2,
      kind: 'vector',
      decimals: DECIMALS,
      value: (earlier) => momentsAfter(given, earlier, 2),
    },
    {
      id: 'c',
      prompt: `What are they after correction, $\\hat m$ and $\\hat v$? ${asked}`,
      marks: 2,
      kind: 'vector',
      decimals: DECIMALS,
      value: (earlier) => corrected(given, earlier.vector('b'), TAKEN + 1),
    },
    {
      id: 'd',
      prompt: `Where is the parameter after the step? ${asked}`,
      marks: 1,
      kind: 'number',
      decimals: DECIMALS,
      value: (earlier) => given.parameter - given.learningRate * adamDirection(earlier.vector('c')),
    },
  ];
}

function momentsAfter(given: UpdateGiven, earlier: Earlier, power: number): number[] {
  const g = earlier.number('a');
  return [g, g ** power].map(
    (news, i) => decayOf(given, i) * momentOf(given, i) + (1 - decayOf(given, i)) * news,
  );
}

function corrected(given: UpdateGiven, moments: readonly number[], step: number): number[] {
  return moments.map((moment, i) => moment / (1 - decayOf(given, i) ** step));
}

function generate(draw: Draw, difficulty: Difficulty): UpdateGiven {
  const rates = [0.1, 0.2, 0.25, 0.05];
  const number = draw.own(65 * 25 * 16);
  const [place, rest] = [number % 65, Math.floor(number / 65)];
  const [bottom, last] = [rest % 25, Math.floor(rest / 25)];
  const problem = {
    parameter: (place - 32) / 4,
    minimum: (bottom - 12) / 2,
    curvature: (last % 4) + 1,
    learningRate: rates[Math.floor(last / 4)]!,
  };
  if (difficulty === 'easy') return { rule: 'sgd', ...problem, decays: [], moments: [] };
  if (difficulty === 'medium') {
    return { rule: 'momentum', ...problem, decays: [draw.pick([0.5, 0.8, 0.9])], moments: [] };
  }
  // The first step had a gradient of its own.
  const before = draw.integer(1, 9) * draw.pick([1, -1]);
  const decays = [draw.pick([0.8, 0.9]), draw.pick([0.95, 0.99])];
  const moments = [before, before ** 2].map(
    (moment, i) => Math.round(moment * (1 - decays[i]!) * 1e4) / 1e4,
  );
  return { rule: 'adam', ...problem, decays, moments };
}
