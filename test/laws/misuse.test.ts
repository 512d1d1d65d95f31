// Bad input to every public function, made of the good input of its examples: what is thrown names the function that was
// called and an argument of it, and finite numbers do not become NaN in silence.
// Each function gets a few of the calls; MISUSE=all makes all of them, half a million, which takes a while.
import { describe, expect, it } from 'vitest';
import { homes } from '../../tools/coverage.mjs';
import { codeGeneration } from './code-generation.js';
import { faultOf, holds, isForeign, markCallbacks } from './misuse/judge.js';
import {
  type Call,
  examplesByFunction,
  isPlain,
  parametersOf,
  publicFunctions,
  record,
} from './misuse/record.js';
import { namesIn, spoil } from './misuse/spoil.js';

const all = process.env['MISUSE'] === 'all';
/** How many bad calls are made of each good one. */
const TRIED = 40;
/** Sizes that may be meant, and take long where they are. */
const LONG = ['1e5', '1e9', '2^53', '1e200', 'giant'];

const examples = examplesByFunction();
const files = homes();
const functions = await publicFunctions();

/** What a call looks like: of calls that look alike one is enough. */
function looks(value: unknown, depth = 0): string {
  if (typeof value !== 'object' || value === null) return typeof value;
  if (!isPlain(value)) return 'object';
  if (Array.isArray(value)) return `[${value.length > 0 ? looks(value[0], depth + 1) : ''}]`;
  const parts = Object.entries(value).map(
    ([key, part]) => `${key}:${depth < 2 ? looks(part, depth + 1) : ''}`,
  );
  return `{${parts.sort().join()}}`;
}

function different(calls: readonly Call[]): Call[] {
  return [...new Map(calls.map((call) => [call.label + looks(call.args), call])).values()];
}

/** Names that errors may give to what a function takes: its parameters, and what their records hold. */
function namesOf(name: string, calls: readonly Call[]): Set<string> {
  const file = files.get(name);
  const own = file === undefined ? undefined : parametersOf(file).get(name);
  const names = new Set([...(own ?? []), ...CALLED]);
  const take = (value: unknown, depth: number): void => {
    if (!isPlain(value)) return;
    if (Array.isArray(value)) {
      if (value.length > 0) take(value[0], depth);
      return;
    }
    for (const [key, part] of Object.entries(value)) {
      names.add(key);
      if (depth < 1) take(part, depth + 1);
    }
  };
  for (const { args } of calls) for (const argument of args) take(argument, 0);
  return names;
}

/** Where options stand among the arguments of a function. */
function optionsAt({ name }: Call): number {
  const file = files.get(name);
  return [...((file && parametersOf(file).get(name)) ?? [])].indexOf('options');
}

/** What is wrong about bad calls made of a good one. */
function faultsOf(call: Call, names: Set<string>): string[] {
  const refused = (args: readonly unknown[]): unknown => {
    try {
      call.call(...args);
      return undefined;
    } catch (error) {
      // A refusal of an unknown option names those that there are.
      for (const name of namesIn(String((error as { expected?: unknown }).expected)))
        names.add(name);
      return error;
    }
  };
  const spoilt = [...spoil(call.args, refused)].filter(({ kind }) => all || !LONG.includes(kind));
  const step = all ? 1 : Math.max(1, spoilt.length / TRIED);
  const faults: string[] = [];
  for (let at = 0; at < spoilt.length; at += step) {
    const { args, what } = spoilt[Math.floor(at)]!;
    const thrown = new Set<unknown>();
    const given = args().map((argument) => markCallbacks(argument, thrown));
    try {
      const result = call.call(...given);
      const silent = holds(result, Number.isNaN) && !holds(given, (x) => !Number.isFinite(x));
      if (silent && !MAY_BE_NAN.has(call.name) && !EXTREME.test(what)) faults.push(`${what}: NaN`);
    } catch (error) {
      if (thrown.has(error) || isForeign(error, call)) continue;
      const fault = faultOf(
        error,
        call,
        PASSING_ON.has(call.name) || EXTREME.test(what) ? undefined : names,
      );
      if (fault !== undefined) faults.push(`${what}: ${fault}`);
      else if (TAKEN_FOR_OPTIONS.test(String(error)) && !what.startsWith(`${optionsAt(call)}`))
        faults.push(`${what}: takes it for options: ${error}`);
    }
  }
  return faults;
}

/** What is said of options that are none. */
const TAKEN_FOR_OPTIONS = /^KindError: \w+: "options" expected an object/;
/** Where NaN is the answer: as in every language, and where a schedule that was made by hand is none. */
const MAY_BE_NAN = new Set([
  'log',
  'sqrt',
  'pow',
  'div',
  'hessian',
  'jacobian',
  'variationalBound',
]);
/** Numbers so large or so small that what is made of them may leave the range of floats. */
const EXTREME = /1e\d{3}|1e-300|5e-324/;

/** Functions that say in their comments whose errors they pass on: those of a problem's own subject, and of steps. */
const PASSING_ON = new Set([
  ...['gradeAnswer', 'diagnose', 'exportLatexSheet', 'exportMoodleXml', 'exportNotebook'],
  ...['exportPrairieLearn', 'createDerivation', 'evaluateStepExpression', 'verifyDerivation'],
  ...['renderCsv', 'renderHtml', 'renderLatex', 'renderMarkdown', 'renderText', 'explainUpdate'],
  ...['derivationFromJson', 'evaluateMatrices', 'deriveMatrix'],
]);
/** Names that are not those of the parameters, but what these are called: queries, a template, the function of a game. */
const CALLED = ['query', 'key', 'value', 'text', 'f', 'gradient'];
/** Their examples call them within others, or they take nothing. */
const TAKING_NOTHING = new Set(['stopGradient', 'kernelInfo']);

// What a page may do makes no difference to what is refused.
describe.runIf(codeGeneration)('misuse', () => {
  it('is tried on every public function', () => {
    expect(functions.size).toBeGreaterThan(500);
    expect([...functions.keys()].filter((name) => !examples.has(name))).toEqual([]);
  });

  it.each([...functions.keys()].sort())('of %s', async (name) => {
    const calls: Call[] = [];
    for (const block of examples.get(name) ?? []) {
      calls.push(...(await record(block, (it) => it === name)));
    }
    expect(calls.length > 0 || TAKING_NOTHING.has(name), 'has an example that calls it').toBe(true);
    const names = namesOf(name, calls);
    expect(different(calls).flatMap((call) => faultsOf(call, names))).toEqual([]);
  });
});
