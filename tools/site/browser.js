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
