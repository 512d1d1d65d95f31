// A photo on its way into an engine that can read no files.
/** A grey photo. */
export interface Photo {
  readonly shape: readonly [number, number];
  /** Bytes in base64. */
  readonly bytes: string;
}

/** Its bytes. */
export function bytesOf({ bytes }: Photo): Uint8Array {
  const text = atob(bytes);
  return Uint8Array.from({ length: text.length }, (_, i) => text.charCodeAt(i));
}
