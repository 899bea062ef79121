// Sets the chosen theme before the first paint. A classic script on purpose: modules run after it.
(() => {
  try {
    const chosen = localStorage.getItem('distcomp.theme');
    if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset.theme = chosen;
  } catch {
    // Storage can be switched off; the system's theme applies.
  }
})();
