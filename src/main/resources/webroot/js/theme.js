/** Light or dark: the system's choice, or the user's for this browser. Also resolves colours for canvases. */

const KEY = 'distcomp.theme';
const root = document.documentElement;
const system = matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set();

export const isDark = () => (root.dataset.theme ? root.dataset.theme === 'dark' : system.matches);

/** Calls the listener after the colours changed. Returns the way to stop it. */
export function onTheme(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The other of the two; back to "as the system" when that is the same. */
export function toggleTheme() {
  const wanted = isDark() ? 'light' : 'dark';
  const followsSystem = (wanted === 'dark') === system.matches;
  if (followsSystem) delete root.dataset.theme;
  else root.dataset.theme = wanted;
  keep(followsSystem ? null : wanted);
  tell();
}

function keep(theme) {
  try {
    if (theme === null) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, theme);
  } catch {
    // Without storage the choice lasts as long as the page.
  }
}

const tell = () => listeners.forEach((listener) => listener());
system.addEventListener('change', tell);

/** The value of a colour token as a colour that a canvas takes. */
export function colour(token) {
  const probe = document.createElement('i');
  probe.hidden = true;
  probe.style.color = `var(${token})`;
  root.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}
