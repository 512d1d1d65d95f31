// What the pictures of graphs have in common.

/** A picture of a graph, and how to tell of it. */
export interface GraphPicture {
  readonly elements: readonly string[];
  readonly width: number;
  readonly height: number;
  /** Its name, where the caller gives none. */
  readonly title: string;
  /** How to read it, where the caller does not say. */
  readonly description: string;
}
