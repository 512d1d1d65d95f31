// The state of a page, mirrored in its address: a link shows the same again, and the back button goes back.
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { readState, type StateOf, writeState } from './address.js';

/** How long a state must stand before it becomes an entry of the history, so that one slide is one entry. */
const SETTLED = 400;

/** A state and how to change it. */
export interface AddressState<S> {
  readonly state: S;
  /** Changes some fields. */
  readonly change: (part: Partial<S>) => void;
  /** All fields at their defaults. */
  readonly reset: () => void;
  /** Names in the address that could not be read. */
  readonly refused: readonly string[];
}

/**
 * A page's state, from the address at first, and written to it when it has settled.
 *
 * @param fields - of the state; the same object at every call
 */
export function useAddress<F extends object>(fields: F): AddressState<StateOf<F>> {
  const [{ state, refused }, setRead] = useState(() => readState(fields, shownText()));
  const newest = useRef(state);
  // The address as we know it: what was read of it or written to it last.
  const known = useRef(shownText());
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);

  const write = useCallback(() => {
    clearTimeout(timer.current);
    timer.current = undefined;
    const text = writeState(fields, newest.current);
    if (text === shownText() || (text === '1' && shownText() === '')) return;
    known.current = text;
    location.hash = text;
  }, [fields]);

  const change = useCallback(
    (part: Partial<StateOf<F>>) => {
      newest.current = { ...newest.current, ...part };
      setRead({ state: newest.current, refused: [] });
      clearTimeout(timer.current);
      timer.current = setTimeout(write, SETTLED);
    },
    [write],
  );

  useEffect(() => {
    const read = (): void => {
      // Our own writing comes back here too, maybe after the state has changed once more.
      if (shownText() === known.current) return;
      known.current = shownText();
      clearTimeout(timer.current);
      timer.current = undefined;
      const fresh = readState(fields, shownText());
      newest.current = fresh.state;
      setRead(fresh);
    };
    const flush = (): void => {
      if (timer.current !== undefined) write();
    };
    addEventListener('hashchange', read);
    addEventListener('fovea:flush', flush);
    return () => {
      clearTimeout(timer.current);
      removeEventListener('hashchange', read);
      removeEventListener('fovea:flush', flush);
    };
  }, [fields, write]);

  const reset = useCallback(() => change(readState(fields, '').state), [fields, change]);
  return { state, change, reset, refused };
}

/** Writes a state that has not settled yet, before its address is copied. */
export function flushAddress(): void {
  dispatchEvent(new Event('fovea:flush'));
}

function shownText(): string {
  return location.hash.slice(1);
}
