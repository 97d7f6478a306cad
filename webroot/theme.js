// Runs before the first paint, so that a chosen theme never flashes. A classic script on purpose.
(() => {
  const NAMES = ['auto', 'light', 'dark'];
  const read = () => {
    try {
      const name = localStorage.getItem('quorate-theme');
      return NAMES.includes(name) ? name : 'auto';
    } catch {
      return 'auto';
    }
  };
  const apply = (name) => {
    document.documentElement.dataset.theme = name;
  };
  apply(read());
  globalThis.quorateTheme = {
    get: () => document.documentElement.dataset.theme,
    next() {
      const name = NAMES[(NAMES.indexOf(this.get()) + 1) % NAMES.length];
      try {
        localStorage.setItem('quorate-theme', name);
      } catch {
        // a browser that keeps nothing: the theme holds for this visit
      }
      apply(name);
      return name;
    },
  };
})();
