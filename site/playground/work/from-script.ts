// What a script hands over. Scripts are the one thing that a page may read wherever it lies, from a folder too.

/** Calls follow one another, because each hands over to the same name. */
let before: Promise<unknown> = Promise.resolve();

/**
 * Loads a script whose only line is `handOver(value)`.
 *
 * @param file - its address, relative to the page
 * @returns the value
 */
export function fromScript<T>(file: string): Promise<T> {
  const load = (): Promise<T> =>
    new Promise((resolve, reject) => {
      const script = document.createElement('script');
      globalThis.handOver = (value) => resolve(value as T);
      script.src = new URL(file, document.baseURI).href;
      script.onload = () => script.remove();
      script.onerror = () => {
        script.remove();
        reject(new Error(`${file} cannot be read`));
      };
      document.head.append(script);
    });
  const loading = before.then(load, load);
  before = loading;
  return loading;
}
