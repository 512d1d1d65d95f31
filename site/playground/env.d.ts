// What the build puts in.

/** Where the documentation lies, relative to the pages; empty where there is none. */
declare const HOME: string;

/** Files of the workers by name, relative to the pages; put in by tools/site/playground.mjs. */
declare const WORKERS: Readonly<Record<string, string>>;

/** Scripts that hand over the photos, by name; put in by tools/site/playground.mjs. */
declare const PHOTOS: Readonly<Record<string, string>>;

/** Where a script hands over what it holds (work/from-script.ts). */
declare var handOver: ((value: unknown) => void) | undefined;

declare module '*.css';
