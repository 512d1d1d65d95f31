import { Runtime } from '@observablehq/runtime';
import define from './notebook.mjs';

// Cells that the page has a place for are shown there; the others only work.
new Runtime().module(define, (name) => {
  const place = document.querySelector(`[data-cell="${name}"]`);
  if (!place) return undefined;
  return {
    fulfilled: (value) => place.replaceChildren(value),
    rejected: (error) => place.replaceChildren(`${name}: ${error.message}`),
  };
});
