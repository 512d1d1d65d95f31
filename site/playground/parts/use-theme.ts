// Whether the page is dark, for pictures that are drawn either way.
import { useEffect, useState } from 'preact/hooks';

/** The theme that plots of fovea take. */
export function useTheme(): 'light' | 'dark' {
  const [dark, setDark] = useState(() => query().matches);
  useEffect(() => {
    const list = query();
    const hear = (): void => setDark(list.matches);
    list.addEventListener('change', hear);
    return () => list.removeEventListener('change', hear);
  }, []);
  return dark ? 'dark' : 'light';
}

function query(): MediaQueryList {
  return matchMedia('(prefers-color-scheme: dark)');
}
