// The pages, in the order of the navigation. A page is listed here once it exists.

/** A page of the playground. */
export interface PageEntry {
  /** Its file, relative to the others. */
  readonly href: string;
  /** What it is called. */
  readonly title: string;
  /** What one can do there, in a sentence. */
  readonly about: string;
}

/** All pages but the first. */
export const pages: readonly PageEntry[] = [
  {
    href: 'photo.html',
    title: 'Photo',
    about:
      'Drop a photo or use the camera, and see keypoints, corners, HOG and matches while you move the sliders.',
  },
  {
    href: 'attention.html',
    title: 'Attention',
    about:
      'Type the words and vectors of a sentence and see who looks at whom: every weight worked out, each step linked with the picture.',
  },
  {
    href: 'chain-rule.html',
    title: 'Chain rule',
    about:
      'Type equations and see every derivative worked out, with the graph of values that go forward and gradients that come back.',
  },
  {
    href: 'exercise.html',
    title: 'Exercise',
    about:
      'Draw a problem of the course, answer it, and learn where you went astray; hints and the full solution when you want them.',
  },
];
