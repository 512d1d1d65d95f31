// Pictures that are dropped anywhere on the page or pasted.
import { useEffect, useState } from 'preact/hooks';

/**
 * Hears of dropped and pasted pictures.
 *
 * @param open - takes one; the same function at every call
 * @returns whether something is held over the page
 */
export function useDrop(open: (file: File) => void): boolean {
  const [over, setOver] = useState(false);
  useEffect(() => {
    const take = (data: DataTransfer | null): boolean => {
      const files = Array.from(data?.files ?? []);
      // Of a file that is no picture the page says so.
      const file = files.find(({ type }) => type.startsWith('image/')) ?? files[0];
      if (file) open(file);
      return file !== undefined;
    };
    const drag = (event: DragEvent): void => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      setOver(true);
    };
    const leave = (event: DragEvent): void => {
      if (event.relatedTarget === null) setOver(false);
    };
    const drop = (event: DragEvent): void => {
      event.preventDefault();
      setOver(false);
      take(event.dataTransfer);
    };
    const paste = (event: ClipboardEvent): void => {
      if (take(event.clipboardData)) event.preventDefault();
    };
    addEventListener('dragover', drag);
    addEventListener('dragleave', leave);
    addEventListener('drop', drop);
    addEventListener('paste', paste);
    return () => {
      removeEventListener('dragover', drag);
      removeEventListener('dragleave', leave);
      removeEventListener('drop', drop);
      removeEventListener('paste', paste);
    };
  }, [open]);
  return over;
}
