// Light, dark or as the system has it, before anything is drawn. Pictures that come light and dark follow.
(() => {
  const root = document.documentElement;
  const read = () => {
    try {
      return localStorage.getItem('tsd-theme') || 'os';
    } catch {
      return 'os';
    }
  };
  root.dataset.theme = read();
  const SCHEME = '(prefers-color-scheme: dark)';
  const follow = () => {
    for (const source of document.querySelectorAll('picture > source[media*="dark"]')) {
      const { theme } = root.dataset;
      source.media = theme === 'dark' ? 'all' : theme === 'light' ? 'not all' : SCHEME;
    }
  };
  addEventListener('DOMContentLoaded', follow);
  new MutationObserver(follow).observe(root, { attributeFilter: ['data-theme'] });
})();
