// Hands the examples of the sources to the tests in the browser, which have neither disk nor compiler.
import type { TestProject } from 'vitest/node';
import { type Example, prepare } from '../docs/examples.js';
import { exampleBlocks } from '../docs/sources.js';

declare module 'vitest' {
  interface ProvidedContext {
    examples: Example[];
  }
}

export default function provideExamples(project: TestProject): void {
  project.provide('examples', exampleBlocks().map(prepare));
}
