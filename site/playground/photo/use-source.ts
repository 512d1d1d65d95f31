// The picture that the page works on: one that came along, a file, or the frames of a moving one.
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { type LiveKind, type LiveSource, startLive } from './live.js';
import { loadFile, loadShipped, type Photo } from './load.js';
import type { ShippedPhoto } from './shipped.js';

/** The picture, and how to have another. */
export interface Source {
  /** It, once it has been read. */
  readonly photo: Photo | undefined;
  /** Why the newest could not be read. */
  readonly problem: string | undefined;
  /** What moves, if it does. */
  readonly live: LiveKind | undefined;
  /** Whether it is a file of the reader's own. */
  readonly own: boolean;
  /** Takes a file. */
  readonly open: (file: File) => void;
  /** Goes back to the photo that came along. */
  readonly leave: () => void;
  /** Starts or stops a moving picture. */
  readonly play: (kind: LiveKind | undefined) => void;
  /** Takes the next frame, after the last one has been shown. */
  readonly next: () => void;
}

/**
 * The picture.
 *
 * @param shipped - which of those that came along
 * @param longest - pixels of the longer side at most
 */
export function useSource(shipped: ShippedPhoto, longest: number): Source {
  const [photo, setPhoto] = useState<Photo>();
  const [problem, setProblem] = useState<string>();
  const [file, setFile] = useState<File>();
  const [live, setLive] = useState<LiveSource>();
  const newest = useRef({ longest, live });
  newest.current = { longest, live };
  const turns = useRef(0);

  useEffect(() => {
    if (live) return;
    let wanted = true;
    const loading = file ? loadFile(file, file.name, longest) : loadShipped(shipped, longest);
    loading.then(
      (read) => {
        if (!wanted) return;
        setProblem(undefined);
        setPhoto(read);
      },
      (error: Error) => wanted && setProblem(error.message),
    );
    return () => {
      wanted = false;
    };
  }, [shipped, longest, file, live]);

  const next = useCallback(() => {
    const { live: playing, longest: most } = newest.current;
    // A page out of sight waits.
    const frame = document.hidden ? undefined : playing?.frame(most);
    if (frame) setPhoto(frame);
    else if (playing) requestAnimationFrame(next);
  }, []);

  const play = useCallback(
    async (kind: LiveKind | undefined) => {
      const turn = ++turns.current;
      newest.current.live?.stop();
      newest.current = { ...newest.current, live: undefined };
      setLive(undefined);
      if (!kind) return;
      try {
        const started = await startLive(kind);
        // Someone may have wished for something else meanwhile.
        if (turn !== turns.current) return started.stop();
        newest.current = { ...newest.current, live: started };
        setLive(started);
        setProblem(undefined);
        next();
      } catch (error) {
        setProblem((error as Error).message);
      }
    },
    [next],
  );

  const open = useCallback(
    (taken: File) => {
      void play(undefined);
      setFile(taken);
    },
    [play],
  );

  const leave = useCallback(() => {
    void play(undefined);
    setFile(undefined);
  }, [play]);

  useEffect(() => () => newest.current.live?.stop(), []);
  return { photo, problem, live: live?.kind, own: file !== undefined, open, leave, play, next };
}
