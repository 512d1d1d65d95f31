// What scrolls can be reached by keyboard.
(() => {
  const reachable = () => {
    for (const box of document.querySelectorAll('.scroll, pre > code, .katex-display')) {
      if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
      else box.removeAttribute('tabindex');
    }
  };
  addEventListener('load', reachable);
  addEventListener('resize', reachable);
  addEventListener('toggle', reachable, true);
})();

// The index of the search comes when somebody searches.
(() => {
  const script = document.getElementById('tsd-search-script');
  const field = document.getElementById('tsd-search-input');
  if (!script || !field) return;
  const load = () => {
    if (!script.src) script.src = script.dataset.src;
  };
  document.getElementById('tsd-search-trigger')?.addEventListener('pointerenter', load);
  field.addEventListener('focus', load);
  // What was typed meanwhile is looked up once the index is there.
  script.addEventListener('load', () =>
    setTimeout(() => field.dispatchEvent(new Event('input')), 300),
  );
})();
